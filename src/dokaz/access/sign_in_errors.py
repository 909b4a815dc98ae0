"""
What is refused around signing in: second factors, devices and what was typed too late, drawn as a tree.

AccessError
├── FormForged
├── SignInError ────── SignInRefused · SignInSlowed · TooManySignIns · SessionOver · DeviceUnknown · DraftUnknown
│                      ProofTooOld · FactorRefused · FactorsSpent · FactorAlready · FactorUnknown · FactorNeeded
│                      FactorNotTypable · LastFactor · BrowserUnknown · AppNotAccepted
└── AppRuleError ───── AppsAlreadySo · PasskeysMissing
"""

from dokaz.access.errors import AccessError
from dokaz.kernel.errors import NotThere
from dokaz.kernel.languages import _


class FormForged(AccessError):
    """A form without the mark of a page of ours: another site's, or of a page that was open for too long.

    Or anything else that a page of another site had a browser ask for.
    """

    code = "form-forged"
    says = _("This form did not come from a page of this office. Open the page again and press once more.")


class SignInError(AccessError):
    code = "sign-in"
    says = _("You are not signed in.")


class SignInRefused(SignInError):
    """Raised alike whether there is such an account or not, and whatever of it was wrong."""

    code = "sign-in-refused"
    says = _("The name or the pass-phrase is not right. Check the spelling of both, and the keyboard layout.")


class SignInSlowed(SignInError):
    """Raised while a name that was tried in vain must wait, whether an account has it or not."""

    code = "sign-in-slowed"
    says = _("This name was tried too often. Wait {seconds} seconds, then try again.")


class TooManySignIns(SignInError):
    """Raised alike for every name, while as many wait for their pass-phrase to be tried as may."""

    code = "sign-ins-too-many"
    says = _("So many people are signing in at this moment that nobody else can be let in. Try again in a minute.")


class SessionOver(SignInError):
    code = "session-over"
    says = _("You are not signed in, or have been away for too long. Sign in again.")


class FactorRefused(SignInError):
    code = "factor-refused"
    says = _("This was not accepted as your second factor. A code counts once and for half a minute: try the next one.")


class FactorsSpent(SignInError):
    """Raised when a pending sign-in had as many tries as it gets."""

    code = "factors-spent"
    says = _("The second factor was tried too often. Sign in again from the beginning.")


class FactorAlready(SignInError):
    """Raised when a second factor is to be added without proof to an account that has one."""

    code = "factor-already"
    says = _("This account has a second factor. Use it to sign in; then you can add another.")


class FactorUnknown(SignInError, NotThere):
    code = "factor-unknown"
    says = _("There is no such second factor of yours. Look at the list again.")


class FactorNeeded(SignInError):
    """Raised where a pass-phrase alone would open an account that has a second factor."""

    code = "factor-needed"
    says = _("This account has a second factor: a code of it is needed as well. Run the command at a terminal.")


class FactorNotTypable(SignInError):
    code = "factor-not-typable"
    says = _(
        "A terminal takes codes only, and this account has none that it could type. Sign in to the office with the "
        "passkey and print codes there, or add an app where your organisation accepts one."
    )


class LastFactor(SignInError):
    code = "last-factor"
    says = _("This is your only second factor. Add another one before you remove it.")


class AppNotAccepted(SignInError):
    """Raised when an app is to be added to an account whose organisation accepts no codes from one."""

    code = "app-not-accepted"
    says = _("Your organisation does not accept codes from an app. Use a passkey, in a browser with scripts.")


class AppRuleError(AccessError):
    code = "app-rule"
    says = _("Codes from apps cannot be switched so.")


class AppsAlreadySo(AppRuleError):
    """Raised where the organisation does what is asked for already."""

    code = "apps-already-so"
    says = _("For this organisation it is so already. Look at the list again.")


class PasskeysMissing(AppRuleError):
    """Raised while somebody of the organisation could not sign in without an app."""

    code = "passkeys-missing"
    says = _("Without an app these accounts could not sign in: {names}. Let each add a passkey first.")


class DeviceUnknown(SignInError, NotThere):
    """Raised alike where there is no such device, where its owner answered for it, and where it would for itself."""

    code = "device-unknown"
    says = _("There is no device of yours that waits for this answer. Look at the list again.")


class BrowserUnknown(SignInError, NotThere):
    code = "browser-unknown"
    says = _("There is no such session of yours, or it has ended. Look at the list again.")


class DraftUnknown(SignInError, NotThere):
    code = "draft-unknown"
    says = _("What you had typed is no longer kept: it was used, or a week has passed.")


class ProofTooOld(SignInError):
    """Raised before an act that asks for the second factor anew."""

    code = "proof-too-old"
    says = _("This act asks for your second factor once more.")
