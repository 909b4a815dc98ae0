"""What can go wrong with records.

RecordsError
+-- RecordNotFound             no such record where this account may look
|   +-- RecordReferenceUnreadable   what was given is no reference of a record
+-- KindUnknown                no module declared this kind of record
+-- NotForTables               such records are written one by one, on their own page
+-- StaleRevision              somebody else changed the record meanwhile
+-- NothingChanged             what was sent is what stands there
+-- ReasonMissing              the act says why, and no reason was given
+-- FieldError                 a field cannot hold what was given
|   +-- FieldUnknown           the kind has no such field
|   +-- FieldMissing           the record needs it
|   +-- FieldTooLong
|   +-- FieldNotOneLine
|   +-- FieldNotText
|   +-- FieldNotDate
|   +-- FieldNotNumber
|   +-- FieldNotYesNo
|   +-- FieldNotLink
|   +-- ChoiceUnknown          not among the words to choose from
|   +-- ChoiceAmbiguous        it is the label of several
+-- TooManyAtOnce
+-- SheetError                 a table cannot be read, or not brought in like this
|   +-- SheetEmpty
|   +-- SheetTooLarge
|   +-- SheetNotText           it is not UTF-8
|   +-- SheetUnreadable
|   +-- SheetReaderMissing     the sandbox is not installed
|   +-- ColumnUnknown / ColumnTwice / ColumnMissing / ColumnUnnamed
|   +-- CellComputed           a formula, and no value
|   +-- CellSilent             a reason why nothing is known, where only what is known can stand
|   +-- NothingToImport
|   +-- OtherSheet             it is not the table that was begun with
|   +-- ImportUnknown
|   +-- ImportTakenBack
+-- StateError                 the state of the record does not allow it
|   +-- RecordLocked           it was reviewed, or taken back
|   +-- MoveUnknown            there is no such step
|   +-- MoveNotFromHere        the step begins elsewhere
|   +-- ReviewByAnother        nobody reviews what they wrote
|   +-- HolderCannotSee        who is named does not belong to the compartment
+-- WordsError                 a list of words, a label or a field of the platform
|   +-- ThesaurusUnknown
|   +-- TermUnknown
|   +-- TermRetired            it is not chosen any more
|   +-- CodeUnfit
|   +-- LabelMissing           it is said in each language
|   +-- StaleWords             somebody else changed it meanwhile
|   +-- ParentUnfit
|   +-- OrderUnfit
|   +-- NotALabel              words of this list are no labels
|   +-- LabelThere
|   +-- LabelUnknown
|   +-- FieldCodeTaken
|   +-- FieldGone
|   +-- FieldTypeFixed
|   +-- ThesaurusNeeded
+-- JudgementError
    +-- QuestionUnknown        no module declared this question
    +-- JudgedWithItself       one and the same was named twice
    +-- JudgementNotFound      no such judgement where this account may look
    +-- AlreadyReversed        it was taken back before
"""

from typing import Any

from dokaz.kernel.errors import DokazError, NotThere
from dokaz.kernel.languages import _


class RecordsError(DokazError):
    code = "records"
    says = _("This could not be done with the record.")


class RecordNotFound(RecordsError, NotThere):
    code = "record-not-found"
    says = _("No record {ref} is held where this account may look.")


class RecordReferenceUnreadable(RecordNotFound):
    """Raised for a reference that no record can have: a typing error, and no refusal of anything."""

    code = "record-reference-unreadable"
    says = _("{ref} is not the reference of a record. Compare it with the original.")
    untold = False


class KindUnknown(RecordsError, NotThere):
    code = "record-kind-unknown"
    says = _("There is no kind of record called {kind} here.")


class NotForTables(RecordsError):
    code = "record-not-for-tables"
    says = _("Records of this kind are written one by one, on their own page.")


class StaleRevision(RecordsError):
    """`differences` is what the other person changed; it is no fact of the error, so that no log can hold it."""

    code = "revision-stale"
    says = _(
        "{who} changed {ref} while you were writing: it is at revision {newest} now, and you wrote on revision {seen}. "
        "Nothing was overwritten. Read what changed, and save once more."
    )
    differences: tuple[Any, ...] = ()  # of `differences.Difference`


class NothingChanged(RecordsError):
    code = "record-nothing-changed"
    says = _("Nothing is different from what stands there, so nothing was saved.")


class ReasonMissing(RecordsError):
    code = "record-reason-missing"
    says = _("Say why. The reason is kept with the record.")


class FieldError(RecordsError):
    code = "field"
    says = _("The field “{field}” cannot hold this.")


class FieldUnknown(FieldError):
    code = "field-unknown"
    says = _("A record of this kind has no field “{field}”.")


class FieldMissing(FieldError):
    code = "field-missing"
    says = _("“{field}” is needed. Fill it in, or say why there is no answer.")


class FieldTooLong(FieldError):
    code = "field-too-long"
    says = _("“{field}” is too long: {found} characters, and {most} fit. Shorten it.")


class FieldNotOneLine(FieldError):
    code = "field-not-one-line"
    says = _("“{field}” is one line. Take the line breaks out.")


class FieldNotText(FieldError):
    code = "field-not-text"
    says = _("“{field}” takes text.")


class FieldNotDate(FieldError):
    code = "field-not-date"
    says = _("“{field}” is no date that is understood. Write it as 2020-08-12, 2020-08, 2020 or 2020-08-09/2020-08-12.")


class FieldNotNumber(FieldError):
    code = "field-not-number"
    says = _("“{field}” takes a number in digits, such as 12 or 12.5.")


class FieldNotYesNo(FieldError):
    code = "field-not-yes-no"
    says = _("“{field}” takes yes or no.")


class FieldNotLink(FieldError):
    code = "field-not-link"
    says = _("“{field}” takes a reference code such as E-EACS-XJSW0. Compare it with the original.")


class ChoiceUnknown(FieldError):
    code = "choice-unknown"
    says = _("“{choice}” is not among the words to choose from in “{field}”.")


class StateError(RecordsError):
    code = "record-state"
    says = _("The state of the record does not allow this.")


class RecordLocked(StateError):
    code = "record-locked"
    says = _("{ref} is closed to changes: {state}. Open it again with a reason first.")


class MoveUnknown(StateError):
    code = "move-unknown"
    says = _("There is no such step for this kind of record.")


class MoveNotFromHere(StateError):
    code = "move-not-from-here"
    says = _("This step is not possible now, because the state of {ref} is: {state}. Load the page again.")


class ReviewByAnother(StateError):
    code = "review-by-another"
    says = _("You wrote part of {ref}. Somebody else has to review it.")


class HolderCannotSee(StateError):
    code = "holder-cannot-see"
    says = _("{name} does not belong to the compartment of {ref}. Choose a member, or ask for their membership first.")


class JudgementError(RecordsError):
    code = "judgement"
    says = _("The judgement could not be recorded.")


class QuestionUnknown(JudgementError):
    code = "question-unknown"
    says = _("There is no question called {question} here.")


class JudgedWithItself(JudgementError):
    code = "judged-with-itself"
    says = _("A judgement needs two different things. Choose another one.")


class JudgementNotFound(JudgementError, NotThere):
    code = "judgement-not-found"
    says = _("There is no such judgement where this account may look.")


class AlreadyReversed(JudgementError):
    code = "judgement-already-reversed"
    says = _("This judgement was taken back before. Load the page again.")


class WordsError(RecordsError):
    code = "words"
    says = _("The list of words could not be changed.")


class ThesaurusUnknown(WordsError, NotThere):
    code = "thesaurus-unknown"
    says = _("There is no list of words called {code}.")


class TermUnknown(WordsError, NotThere):
    code = "term-unknown"
    says = _("There is no word {code} in “{thesaurus}”.")


class TermRetired(WordsError):
    code = "term-retired"
    says = _("“{term}” is not used any more. Choose another one.")


class CodeUnfit(WordsError):
    code = "code-unfit"
    says = _("“{code}” cannot be a code: use small Latin letters, digits and hyphens, 40 at most.")


class LabelMissing(WordsError):
    code = "label-missing"
    says = _("The words in {language} are missing. Everything people read here is written in three languages.")


class StaleWords(WordsError):
    code = "words-stale"
    says = _(
        "Somebody changed “{code}” meanwhile, or it is there already. Look at it as it is now, and save once more."
    )


class ParentUnfit(WordsError):
    code = "parent-unfit"
    says = _("A word stands below another word of the same list, and never below itself. Choose another one.")


class OrderUnfit(WordsError):
    code = "order-unfit"
    says = _("An order names each word of the list once. Load the page again.")


class NotALabel(WordsError):
    code = "not-a-label"
    says = _("The words of “{thesaurus}” are no labels. Choose a list of one of the two trees.")


class LabelThere(WordsError):
    code = "label-there"
    says = _("“{term}” stands there already.")


class LabelUnknown(WordsError, NotThere):
    code = "label-unknown"
    says = _("There is no such label where this account may look.")


class FieldCodeTaken(WordsError):
    code = "field-code-taken"
    says = _("A field “{code}” belongs to this kind of record already. Choose another code.")


class FieldGone(WordsError, NotThere):
    code = "field-not-there"
    says = _("There is no field {code} that was added to this kind of record.")


class FieldTypeFixed(WordsError):
    code = "field-type-fixed"
    says = _("The type of a field does not change. Retire this one and add another.")


class ThesaurusNeeded(WordsError):
    code = "thesaurus-needed"
    says = _("A field whose words are chosen needs a list of words, and no other field has one.")


class ChoiceAmbiguous(FieldError):
    code = "choice-ambiguous"
    says = _("“{choice}” in “{field}” can be one of several words. Write its code instead: {codes}.")


class TooManyAtOnce(RecordsError):
    code = "records-too-many"
    says = _("At most {most} records are changed at once. Choose fewer.")


class SheetError(RecordsError):
    code = "sheet"
    says = _("The table could not be read.")


class SheetEmpty(SheetError):
    code = "sheet-empty"
    says = _("The table needs a line of headings and at least one row below it. Begin with the template.")


class SheetTooLarge(SheetError):
    code = "sheet-too-large"
    says = _("The table is too large: 100,000 rows, 200 columns and 64 MB are read. Divide it.")


class SheetNotText(SheetError):
    code = "sheet-not-text"
    says = _("Row {row} is not UTF-8. Save the table as “CSV UTF-8” or as a workbook (.xlsx).")


class SheetUnreadable(SheetError):
    code = "sheet-unreadable"
    says = _("The table breaks off at row {row}: a quotation mark is not closed there, or the file is damaged.")


class SheetReaderMissing(SheetError):
    code = "sheet-reader-missing"
    says = _("Workbooks are read in a sandbox that is not installed here. Save the table as “CSV UTF-8”.")


class ColumnUnknown(SheetError):
    code = "column-unknown"
    says = _("No field is called “{column}”. Name the column as in the template, or take it out.")


class ColumnTwice(SheetError):
    code = "column-twice"
    says = _("“{column}” is there twice. Take one of the two columns out.")


class ColumnMissing(SheetError):
    code = "column-missing"
    says = _("The column “{column}” is needed. Add it.")


class ColumnUnnamed(SheetError):
    code = "column-unnamed"
    says = _("Something stands in column {column}, which has no heading. Name the column, or empty it.")


class CellComputed(SheetError):
    code = "cell-computed"
    says = _("“{column}” holds a formula here. Put the value itself in its place.")


class CellSilent(SheetError):
    code = "cell-silent"
    says = _("In the column “{column}” only what is known can stand. Leave it empty here, and say in a note why.")


class NothingToImport(SheetError):
    code = "nothing-to-import"
    says = _("No row of the table can come in. Mend what the report names, and bring it again.")


class OtherSheet(SheetError):
    code = "sheet-is-another"
    says = _("This is not the table that the import was begun with. Choose the same file.")


class ImportUnknown(SheetError, NotThere):
    code = "import-unknown"
    says = _("There is no such import where this account may look.")


class ImportTakenBack(SheetError):
    code = "import-taken-back"
    says = _("This import was taken back before. Load the page again.")
