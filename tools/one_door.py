"""One door per module (DESIGN 4): the import-linter contract that refuses a way round a module's api."""

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class OneDoorContract(Contract):
    """Fail when a module is imported from outside its package, unless it is a door or its package is open."""

    root = fields.StringField()
    doors = fields.ListField(subfield=fields.StringField())
    open_packages = fields.ListField(subfield=fields.StringField())
    broken_contract_guidance = fields.StringField(required=False)

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:  # noqa: ARG002, FBT001  (import-linter's shape)
        """List every import that enters a package by something that is not a door."""
        broken = [
            f"{importer} -> {imported}"
            for importer in graph.find_descendants(self.root)
            for imported in graph.find_modules_directly_imported_by(importer)
            if self._trespasses(importer, imported)
        ]
        return ContractCheck(kept=not broken, metadata={"broken": sorted(broken)})

    def _trespasses(self, importer: str, imported: str) -> bool:
        if not imported.startswith(f"{self.root}."):
            return False
        home, *inside = imported.split(".")[1:]
        if home in self.open_packages or home == importer.split(".")[1]:
            return False
        return inside[:1] not in ([door] for door in self.doors)

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Print one line for each way round, then what to do instead."""
        for way in check.metadata["broken"]:
            output.print_error(f"{way} does not go through a door.", bold=False)
        output.print(self.broken_contract_guidance or "")
