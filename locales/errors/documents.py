"""What is said of documents that cannot be attached."""

from locales.errors.texts import Texts

TEXTS: Texts = {
    "documents_missing": lambda _, facts: _("Attach a document that proves the grounds."),
    "too_many_documents": lambda _, facts: _("Attach at most {most} documents.", most=facts["most"]),
    "wrong_document": lambda _, facts: _(
        "“{name}” is neither a PDF nor a PNG or JPEG picture. Attach another file.", name=facts["name"]
    ),
    "document_too_big": lambda _, facts: _(
        "“{name}” is too big: a document may have {megabytes} MB at most.",
        name=facts["name"],
        megabytes=facts["megabytes"],
    ),
    "material_gone": lambda _, facts: _("This file is no longer there. Open the homework again."),
    "document_lost": lambda _, facts: _(
        "The file of this document is missing. The administrator can restore it from a copy."
    ),
}
