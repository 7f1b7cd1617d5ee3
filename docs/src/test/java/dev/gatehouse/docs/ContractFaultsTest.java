package dev.gatehouse.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Each check of the contract finds a fault that was planted for it. */
class ContractFaultsTest {

    private static final Path FILE = Path.of("openapi.yaml");
    private static final Contract CONTRACT = Contract.read(FILE);

    @Test
    void brokenYaml() {
        assertThatThrownBy(() -> Contract.of("paths: [")).hasMessageContaining("not YAML");
    }

    @Test
    void aNameThatIsGivenTwice() {
        assertThatThrownBy(() -> Contract.of("components: {schemas: {Model: {}, Model: {}}}"))
                .hasMessageContaining("not YAML")
                .rootCause()
                .hasMessageContaining("Duplicate field 'Model'");
    }

    @Test
    void aReferenceThatLeadsNowhere() throws IOException {
        Contract planted = Contract.of(
                Files.readString(FILE).replaceFirst("#/components/schemas/ModelPage", "#/components/schemas/Page"));
        assertThat(planted.unresolvedReferences()).containsExactly("#/components/schemas/Page leads nowhere");
    }

    @Test
    void anOperationWithoutRoles() throws IOException {
        Contract planted =
                Contract.of(Files.readString(FILE).replaceFirst("x-gatehouse-roles: \\[gateway]", "x-none: []"));
        assertThat(planted.incompleteOperations())
                .containsExactly("post /api/v1/permits/{permit}/binding-reports does not say who may call it");
    }

    @Test
    void anOperationWithoutARefusal() {
        Contract planted = Contract.of("""
            paths:
              /api/v1/things:
                get:
                  x-gatehouse-roles: [engineer]
                  responses: {'200': {description: Things.}}
            """);
        assertThat(planted.incompleteOperations()).containsExactly("get /api/v1/things has no answer for a refusal");
    }

    @Test
    void aProblemThatTheOperationCannotAnswer() throws IOException {
        Contract planted = Contract.of(Files.readString(FILE)
                .replaceFirst("x-gatehouse-problems: \\[unknown-route]", "x-gatehouse-problems: [stale-edit]"));
        assertThat(planted.incompleteOperations()).singleElement().asString().contains("names the problem stale-edit");
    }

    @Test
    void aProblemTypeThatTheGuideDoesNotHaveAndOneThatItHasAlone() throws IOException {
        String guide = Files.readString(Path.of("problems.md")).replace("### `duplicate`", "### `doubled`");
        assertThat(CONTRACT.problemsApart(guide))
                .containsExactly(
                        "duplicate is not explained in the guide", "doubled is explained but is not in the contract");
    }
}
