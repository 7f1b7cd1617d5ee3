package dev.gatehouse.sandbox;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.gatehouse.approval.ledger.Checkpoint;
import dev.gatehouse.approval.ledger.TlogProof;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The ledger of a running sandbox, checked from outside: by the command, and by a person who takes a proof along. */
@ExtendWith(WholeSandbox.class)
class LedgerIT {

    private static RunningSandbox sandbox;

    @TempDir
    private Path folder;

    @BeforeAll
    static void whole(RunningSandbox running) {
        sandbox = running;
    }

    @Test
    void theCommandReplaysTheWholeLedgerWithTheAnchor() throws Exception {
        String url = sandbox.governance().toString();
        String key = sandbox.ledgerKey().verifierKey();
        Path saved = folder.resolve("ledger.jsonl");
        String anchor = sandbox.ledgerAnchor().toString();
        Ran intact = ledger("--url", url, "--key", key, "--anchor", anchor, "--save", saved.toString());
        assertThat(intact.code()).as(intact.text()).isZero();
        assertThat(intact.text()).startsWith("INTACT: ");
        assertThat(ledger("--file", saved.toString(), "--key", key).code()).isZero();
        assertThat(ledger("--url", url).code())
                .as("by a key that only the service names")
                .isEqualTo(3);

        // Every checkpoint in the anchor, but for the newest that may have come in between, is one that the service
        // publishes.
        try (Stream<Path> files = Files.walk(sandbox.ledgerAnchor())) {
            List<Path> anchored =
                    files.filter(f -> f.toString().endsWith(".checkpoint")).toList();
            assertThat(anchored).isNotEmpty();
            for (Path file : anchored) {
                assertThat(Checkpoint.open(Files.readString(file), List.of(sandbox.ledgerKey()))
                                .size())
                        .isEqualTo(Long.parseLong(file.getFileName().toString().replace(".checkpoint", "")));
            }
        }
    }

    @Test
    void aPersonFindsAnActWithTheKeyboardAndTakesItsProofAlong() throws IOException {
        try (Chromium chromium = new Chromium();
                Visit carla = Visit.of("carla", chromium, sandbox)) {
            Page page = carla.page();
            carla.tabTo(carla.link("Audit trail"));
            page.keyboard().press("Enter");
            assertThat(page.locator("h1")).hasText("Audit trail");
            carla.isAccessible();
            carla.picture("audit-trail");
            page.getByLabel("Act", new Page.GetByLabelOptions().setExact(true)).fill("pack.activated");
            page.keyboard().press("Enter");
            assertThat(page.locator("tbody tr").first()).containsText("pack.activated");
            Download csv = page.waitForDownload(
                    () -> carla.link("Download these acts as CSV").click());
            assertThat(Files.readString(csv.path()))
                    .startsWith("index,at,act,actor,name,subject,leaf_hash\r\n")
                    .contains(",pack.activated,gatehouse,,pack/");

            page.locator("tbody tr a").first().click();
            assertThat(page.locator("h1")).hasText("pack.activated");
            assertThat(page.getByRole(AriaRole.MAIN)).containsText("It verifies");
            carla.isAccessible();
            carla.picture("leaf");
            Download proof =
                    page.waitForDownload(() -> carla.link("Download the proof").click());
            Download leaf =
                    page.waitForDownload(() -> carla.link("Download the leaf").click());
            TlogProof.read(Files.readString(proof.path()))
                    .verify(Files.readAllBytes(leaf.path()), List.of(sandbox.ledgerKey()));
        }
    }

    private record Ran(int code, String text) {}

    /** {@code ./gatehouse ledger verify} as the script runs it, by Carla. */
    private Ran ledger(String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.gatehouse.approval.command.GatehouseCommand",
                "ledger",
                "verify"));
        command.addAll(List.of(options));
        Path output = folder.resolve("output");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("GATEHOUSE_TOKEN", sandbox.token("carla"));
        Process process = builder.start();
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        return new Ran(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
    }
}
