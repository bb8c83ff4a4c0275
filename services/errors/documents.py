"""Refusals of attached documents."""

from services.errors.family import SchoolError


class DocumentsMissing(SchoolError):
    """An application on grounds that need a document, without one."""

    code = "documents_missing"


class TooManyDocuments(SchoolError):
    """Facts: ``most``."""

    code = "too_many_documents"


class WrongDocument(SchoolError):
    """A file that is neither PDF nor PNG nor JPEG, whatever it is called. Facts: its ``name``."""

    code = "wrong_document"


class DocumentTooBig(SchoolError):
    """Facts: the ``name`` of the file and the most ``megabytes`` it may have."""

    code = "document_too_big"


class MaterialGone(SchoolError):
    """There is no such material for the reader: it was taken away, or is not the reader's to see."""

    code = "material_gone"


class DocumentLost(SchoolError):
    """The file of a document does not lie where it was put."""

    code = "document_lost"
