"""An answer as a file for machines: its shapes, which are its schema, and how it is filled."""

from baclofen.answering.file.whole import FORMAT, AnswerFile, answer_json, file_of

__all__ = ["FORMAT", "AnswerFile", "answer_json", "file_of"]
