package dev.gatehouse.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ContractTest {

    private static final Path FILE = Path.of("openapi.yaml");
    private static final Contract CONTRACT = Contract.read(FILE);

    @Test
    void isOpenApi31() {
        assertThat(CONTRACT.document().path("openapi").asText()).startsWith("3.1.");
        assertThat(CONTRACT.document().path("paths").size()).isPositive();
    }

    @Test
    void everyReferenceResolves() {
        assertThat(CONTRACT.unresolvedReferences()).isEmpty();
    }

    @Test
    void everyOperationSaysWhoMayCallItAndHowItRefuses() {
        assertThat(CONTRACT.incompleteOperations()).isEmpty();
    }

    @Test
    void everyProblemTypeIsExplainedAndNoOther() throws IOException {
        assertThat(CONTRACT.problemTypes()).contains("gates-unmet", "vote-refused");
        assertThat(CONTRACT.problemsApart(Files.readString(Path.of("problems.md"))))
                .isEmpty();
    }

    @Test
    void everySchemaIsAJsonSchemaOfDraft202012() {
        var meta = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));
        for (Map.Entry<String, JsonNode> schema :
                CONTRACT.document().at("/components/schemas").properties()) {
            assertThat(meta.validate(schema.getValue())).as(schema.getKey()).isEmpty();
        }
    }
}
