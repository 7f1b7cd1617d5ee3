package dev.gatehouse.approval.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.approval.canonical.InvalidDocumentException;
import dev.gatehouse.approval.ledger.Checkpoint;
import dev.gatehouse.approval.ledger.LedgerReplay;
import dev.gatehouse.approval.ledger.LedgerReplay.KeptCheckpoint;
import dev.gatehouse.approval.ledger.NoteKey;
import dev.gatehouse.approval.ledger.SignedNote;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./gatehouse ledger verify}: replays a whole ledger from outside. */
@Command(
        name = "verify",
        sortOptions = false,
        description = {
            "Replays the whole ledger and names the first place where something is not as it was signed.",
            "Trust is in the key that you give and in the anchored checkpoints, not in the service.",
            "The token is GATEHOUSE_TOKEN, or is asked for with GATEHOUSE_CLIENT_ID, GATEHOUSE_CLIENT_SECRET and GATEHOUSE_TOKEN_URL.",
            "Exit code: 0 intact; 1 broken; 3 intact, but a part rests on no key that you gave; 2 cannot be read, or called wrongly."
        })
final class VerifyLedgerCommand implements Callable<Integer> {
    /** Intact, but nothing that the caller brought says that it is the right ledger. */
    static final int UNANCHORED = 3;

    private static final int NOT_FOUND = 404;

    /** Where the ledger is. */
    static final class Source {
        @Option(names = "--url", paramLabel = "URL", description = "the service, such as https://gatehouse.example.org")
        private URI url;

        @Option(names = "--file", paramLabel = "FILE", description = "a ledger saved with --save")
        private Path file;
    }

    @ArgGroup(multiplicity = "1")
    private Source source;

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description =
                    "verifier key of the ledger (name+hash+key), or a file with some, a line each; may be given again")
    private List<String> keys = new ArrayList<>();

    @Option(
            names = "--anchor",
            paramLabel = "DIR",
            description =
                    "folder of anchored checkpoints (gatehouse.ledger.anchor, or a copy of it); may be given again")
    private List<Path> anchors = new ArrayList<>();

    @Option(names = "--save", paramLabel = "FILE", description = "with --url: write what was read to this new file")
    private Path save;

    @Option(names = "--json", description = "answer in JSON")
    private boolean json;

    @Spec
    private CommandSpec spec;

    private final Map<String, String> environment;

    /** Names under which the ledger signed, says the service, and of which no key was given. */
    private Set<String> unasked = Set.of();

    VerifyLedgerCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        List<NoteKey> given = keys.stream().flatMap(key -> keys(key).stream()).toList();
        if (source.file != null && given.isEmpty()) {
            throw new UnusableInput("--key: a saved ledger brings no key; give the ledger's verifier key.");
        }
        if (source.file != null && save != null) {
            throw new UnusableInput("--save goes with --url only.");
        }
        List<KeptCheckpoint> anchored = LedgerCopy.anchored(anchors);
        LedgerReplay.Outcome outcome = source.url == null ? ofFile(anchored, given) : ofService(anchored, given);
        return say(outcome, !given.isEmpty(), anchored.size());
    }

    private LedgerReplay.Outcome ofFile(List<KeptCheckpoint> anchored, List<NoteKey> known) {
        return LedgerReplay.ofCopy(
                each(LedgerCopy.linesOf(source.file, false), LedgerCopy::leaf),
                LedgerReplay.bySize(
                        each(
                                LedgerCopy.linesOf(source.file, true),
                                item -> LedgerCopy.checkpoint(item, "the saved ledger")),
                        anchored.iterator()),
                known);
    }

    private LedgerReplay.Outcome ofService(List<KeptCheckpoint> anchored, List<NoteKey> given) {
        ServiceApi service = new ServiceApi(source.url, environment);
        List<NoteKey> named = keys(service.expect("/api/v1/ledger/key", false).body(), source.url + "'s answer");
        List<NoteKey> known = given.isEmpty() ? named : given;
        Set<String> origins = origins(known);
        unasked = origins(named);
        unasked.removeAll(origins);
        ServiceApi.Answer newest = service.get("/api/v1/ledger/checkpoint", true);
        long size = 0;
        if (newest.status() == NOT_FOUND) {
            // A new ledger has signed nothing. At a wrong address there are no leaves either.
            service.expect("/api/v1/ledger/leaves?from=0&limit=1", true);
        } else {
            size = size(service.expect("/api/v1/ledger/checkpoint", true).body());
        }
        Iterator<JsonNode> checkpoints = LedgerCopy.checkpointsOf(service, origins, size);
        Iterator<JsonNode> leaves = LedgerCopy.leavesOf(service, size);
        if (save == null) {
            return replay(leaves, checkpoints, anchored, known);
        }
        try (BufferedWriter file = Files.newBufferedWriter(save, java.nio.file.StandardOpenOption.CREATE_NEW)) {
            return replay(LedgerCopy.saving(leaves, file), LedgerCopy.saving(checkpoints, file), anchored, known);
        } catch (IOException e) {
            throw new UnusableInput("--save: " + save + " cannot be written, or is there already: " + e, e);
        }
    }

    private static Set<String> origins(List<NoteKey> keys) {
        return keys.stream().map(NoteKey::name).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static LedgerReplay.Outcome replay(
            Iterator<JsonNode> leaves,
            Iterator<JsonNode> checkpoints,
            List<KeptCheckpoint> anchored,
            List<NoteKey> known) {
        return LedgerReplay.ofCopy(
                each(leaves, LedgerCopy::leaf),
                LedgerReplay.bySize(
                        each(checkpoints, item -> LedgerCopy.checkpoint(item, "the service")), anchored.iterator()),
                known);
    }

    private int say(LedgerReplay.Outcome outcome, boolean keyGiven, int anchored) {
        PrintWriter out = spec.commandLine().getOut();
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        if (outcome instanceof LedgerReplay.Broken broken) {
            answer.put("intact", false)
                    .put("first", broken.first())
                    .put("last", broken.last())
                    .put("what", broken.what());
            out.println(
                    json
                            ? LedgerCopy.json(answer)
                            : "BROKEN at leaf " + broken.first() + ": " + broken.what() + ".\nAll before leaf "
                                    + broken.first() + " is as it was signed.");
            return GatehouseCommand.NO;
        }
        LedgerReplay.Intact intact = (LedgerReplay.Intact) outcome;
        long uncovered = intact.leaves() - intact.covered();
        answer.put("intact", true)
                .put("leaves", intact.leaves())
                .put("covered", intact.covered())
                .put("root", intact.root().toString())
                .put("checkpoints", intact.checkpoints())
                .put("anchored", anchored)
                .put("keyGiven", keyGiven);
        unasked.forEach(answer.putArray("namesWithoutKey")::add);
        out.println(
                json
                        ? LedgerCopy.json(answer)
                        : "INTACT: " + intact.leaves() + " leaves, " + intact.covered() + " of them under "
                                + intact.checkpoints() + " verified checkpoints (" + anchored
                                + " from the anchor); root " + intact.root() + "."
                                + (uncovered == 0
                                        ? ""
                                        : "\nNO SIGNATURE covers the last " + uncovered
                                                + " leaves: nothing here says that they are as they were recorded.")
                                + (unasked.isEmpty()
                                        ? ""
                                        : "\nThe ledger signed under other names too, "
                                                + String.join(", ", unasked)
                                                + ": give these keys as well, with --key, and that is checked.")
                                + (keyGiven
                                        ? ""
                                        : "\nThe key is the one that the service itself names: compare it with one that you"
                                                + " have from elsewhere, and give it with --key."));
        return keyGiven && uncovered == 0 && unasked.isEmpty() ? GatehouseCommand.YES : UNANCHORED;
    }

    private static long size(String note) {
        try {
            return Checkpoint.read(SignedNote.read(note).text()).size();
        } catch (InvalidDocumentException e) {
            throw new UnusableInput("The service's checkpoint is not one: " + e.getMessage(), e);
        }
    }

    private static List<NoteKey> keys(String keyOrFile) {
        if (keyOrFile.contains("+") && !Files.exists(Path.of(keyOrFile))) {
            return keys(keyOrFile, "--key");
        }
        try {
            return keys(Files.readString(Path.of(keyOrFile)), "--key: " + keyOrFile);
        } catch (IOException e) {
            throw new UnusableInput("--key: " + keyOrFile + " cannot be read: " + e, e);
        }
    }

    private static List<NoteKey> keys(String lines, String where) {
        try {
            return lines.lines()
                    .filter(line -> !line.isBlank())
                    .map(NoteKey::parse)
                    .toList();
        } catch (InvalidDocumentException e) {
            throw new UnusableInput(where + ": " + e.getMessage(), e);
        }
    }

    private static <A, B> Iterator<B> each(Iterator<A> items, Function<A, B> as) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return items.hasNext();
            }

            @Override
            public B next() {
                return as.apply(items.next());
            }
        };
    }
}
