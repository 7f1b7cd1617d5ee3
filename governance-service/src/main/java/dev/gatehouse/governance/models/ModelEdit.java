package dev.gatehouse.governance.models;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.Map;

/** What may be changed of a model, all of it at once; the parts are those of {@link ModelRegistration}. */
public record ModelEdit(
        @NotBlank @Size(max = ModelRegistration.MAX_TITLE_CHARS)
        String title,

        @NotBlank @Size(max = ModelRegistration.MAX_TITLE_CHARS)
        String owner,

        @NotBlank @Size(max = ModelRegistration.MAX_USE_CHARS)
        String intendedUse,

        @NotBlank @Size(max = ModelRegistration.MAX_USE_CHARS)
        String outOfScopeUse,

        @NotNull @Size(max = ModelRegistration.MAX_FACTS) Map<String, Object> facts) {}
