"""The base of every model that crosses a boundary: frozen, closed, with a strict schema."""

from functools import cache
from typing import Any

from pydantic import BaseModel, ConfigDict
from pydantic.config import JsonDict
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import PydanticOmit, core_schema

OURS: JsonDict = {"readOnly": True}  # `json_schema_extra` of a field that no model fills in


class StrictSchema(GenerateJsonSchema):
    """A JSON schema without `oneOf`, `discriminator` or `default`, every property required.

    OpenAI-compatible strict endpoints answer 400 to those keywords.
    """

    def tagged_union_schema(self, schema: core_schema.TaggedUnionSchema) -> JsonSchemaValue:
        """Give a tagged union as plain `anyOf`."""
        choices = [self.generate_inner(choice) for choice in schema["choices"].values()]
        return {"anyOf": choices}

    def model_field_schema(self, schema: core_schema.ModelField) -> JsonSchemaValue:
        """Leave out what no model fills in."""
        if schema.get("metadata", {}).get("pydantic_js_extra") == OURS:
            raise PydanticOmit
        return super().model_field_schema(schema)

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        """Leave the default out."""
        return self.generate_inner(schema["schema"])

    def field_is_required(
        self,
        field: core_schema.ModelField | core_schema.DataclassField | core_schema.TypedDictField,
        total: bool,
    ) -> bool:
        """Every property is required: strict endpoints know no optional ones."""
        del field, total
        return True


class Model(BaseModel):
    """A frozen, closed pydantic model; its JSON form is its contract."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @classmethod
    @cache  # that of a whole reply takes 20 ms, and every request asks for it
    def strict_schema(cls) -> dict[str, Any]:
        """Give the JSON schema for a strict endpoint, which nobody changes."""
        return cls.model_json_schema(schema_generator=StrictSchema)
