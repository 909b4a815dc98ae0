"""The package that leaves the house, checked by whoever receives it: a BagIt bag with proofs from an append-only log.

`check(folder)` finds every fault and believes nothing; `told(verdict)` says it in sentences; `opened(path)` gives the
folder of a package that travelled as a tar file, sealed with age or not. The layout is in `layout`.
"""

from dokaz.verify.package.checking import check
from dokaz.verify.package.layout import Exhibit, Index, StampRow, Thing
from dokaz.verify.package.opening import opened
from dokaz.verify.package.telling import told
from dokaz.verify.package.verdicts import Fault, Verdict, Word

__all__ = ["Exhibit", "Fault", "Index", "StampRow", "Thing", "Verdict", "Word", "check", "opened", "told"]
