package dev.gatehouse.governance.inventory;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.governance.identity.Caller;
import dev.gatehouse.governance.ledger.Ledger;
import dev.gatehouse.governance.models.Model;
import dev.gatehouse.governance.models.ModelEdit;
import dev.gatehouse.governance.models.ModelHistory;
import dev.gatehouse.governance.models.ModelRegistration;
import dev.gatehouse.governance.models.Models;
import dev.gatehouse.governance.models.Particulars;
import dev.gatehouse.governance.models.ParticularsRules;
import dev.gatehouse.governance.models.ParticularsRules.Fault;
import dev.gatehouse.governance.models.ParticularsText;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import jakarta.validation.Validator;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Brings a file into the inventory in two steps: a preview of what each row would do, then all of it or none. */
@ApplicationScoped
class Import {

    /** Most models that one file may add or change. */
    static final int MAX_CHANGES = 500;

    /** What a row would do. */
    enum Effect {
        @JsonProperty("added")
        ADDED,
        @JsonProperty("changed")
        CHANGED,
        @JsonProperty("unchanged")
        UNCHANGED,
        @JsonProperty("faulty")
        FAULTY
    }

    /**
     * A row of the preview.
     *
     * @param line of the file on which the row ends
     * @param changes what it would change, field by field; of an added model every field
     * @param faults what is wrong, by column
     */
    record Row(
            long line,
            String name,
            Effect effect,
            List<ModelHistory.Change> changes,
            List<Fault> faults,
            @JsonIgnore Planned planned) {}

    /** What is done once it is confirmed; {@code model} is null for one that is added. */
    record Planned(Model model, ModelEdit edit, boolean registrationChanges, Particulars particulars) {}

    /**
     * What the file would do now.
     *
     * @param digest of the file and of the revisions of the models that it would change; to be confirmed with
     * @param broughtAt when the file came
     * @param rows those that would do something or are faulty, in the file's order
     */
    record Preview(
            String digest, Instant broughtAt, int added, int changed, int unchanged, int faulty, List<Row> rows) {

        /** Whether it can be confirmed. */
        @JsonIgnore
        public boolean isReady() {
            return faulty == 0 && added + changed > 0;
        }
    }

    /** What was done. */
    record Done(int added, int changed) {}

    private final Models models;
    private final ParticularsRules rules;
    private final Validator validator;
    private final Ledger ledger;
    private final Caller caller;
    private final Clock clock;
    private final ObjectMapper json;

    @Inject
    Import(
            Models models,
            ParticularsRules rules,
            Validator validator,
            Ledger ledger,
            Caller caller,
            Clock clock,
            ObjectMapper json) {
        this.models = models;
        this.rules = rules;
        this.validator = validator;
        this.ledger = ledger;
        this.caller = caller;
        this.clock = clock;
        this.json = json;
    }

    /**
     * Keeps a file of the caller, in place of the one before, and says what it would do. A file that cannot be read is not kept.
     *
     * @throws ProblemException {@code body-too-large}, {@code invalid-value}
     */
    @Transactional
    Preview bring(byte[] file) {
        Instant now = clock.instant();
        Preview preview = preview(file, now);
        UploadEntity.keep(caller.sub(), file, now);
        return preview;
    }

    /** What the caller's file would do now; empty without one. */
    @Transactional
    Optional<Preview> waiting() {
        return UploadEntity.of(caller.sub()).map(upload -> preview(upload.file, upload.broughtAt));
    }

    /** Forgets the caller's file. */
    @Transactional
    void discard() {
        UploadEntity.deleteById(caller.sub());
    }

    /**
     * Does what the preview of that digest said: all of it, or nothing.
     *
     * @throws ProblemException {@code not-found} without a file; {@code stale-edit} if the file or a model is another now; {@code invalid-value}
     *     if rows are faulty or nothing would change
     */
    @Transactional
    Done confirm(String digest) {
        UploadEntity upload = UploadEntity.of(caller.sub())
                .orElseThrow(() ->
                        new ProblemException(ProblemType.NOT_FOUND, "No file of yours waits. Bring one in first."));
        Preview preview = preview(upload.file, upload.broughtAt);
        if (!preview.digest().equals(digest)) {
            throw new ProblemException(
                    ProblemType.STALE_EDIT,
                    "The file, or a model in it, is not what you saw. Read the preview again, then confirm that.");
        }
        if (!preview.isReady()) {
            throw new ProblemException(
                    ProblemType.INVALID_VALUE,
                    preview.faulty() > 0
                            ? "Rows are faulty: " + preview.faulty() + ". Put them right and bring the file in again."
                            : "The file changes nothing.");
        }
        preview.rows().forEach(row -> apply(row.name(), row.planned()));
        UploadEntity.deleteById(caller.sub());
        ledger.record(
                "inventory.imported",
                "inventory",
                Map.of(
                        "file", InventoryFile.digest(upload.file),
                        "added", Integer.toString(preview.added()),
                        "changed", Integer.toString(preview.changed())));
        return new Done(preview.added(), preview.changed());
    }

    private void apply(String name, Planned planned) {
        ModelEdit edit = planned.edit();
        if (planned.model() == null) {
            models.register(
                    new ModelRegistration(
                            name, edit.title(), edit.owner(), edit.intendedUse(), edit.outOfScopeUse(), edit.facts()),
                    planned.particulars());
        } else if (planned.registrationChanges()) {
            models.change(name, planned.model().revision(), edit, planned.particulars());
        } else {
            models.describe(name, planned.model().revision(), planned.particulars());
        }
    }

    private Preview preview(byte[] file, Instant broughtAt) {
        List<InventoryFile.Row> read = InventoryFile.read(file).rows();
        Map<String, Model> known =
                models.stated(read.stream().map(InventoryFile.Row::name).toList());
        List<Row> rows = new ArrayList<>();
        int[] counts = new int[Effect.values().length];
        ByteArrayOutputStream seen = new ByteArrayOutputStream();
        seen.writeBytes(file);
        for (InventoryFile.Row one : read) {
            Row row = row(one, known.get(one.name()));
            counts[row.effect().ordinal()]++;
            if (row.effect() != Effect.UNCHANGED) {
                rows.add(row);
                int revision = row.planned() == null || row.planned().model() == null
                        ? -1
                        : row.planned().model().revision();
                seen.writeBytes(
                        ("\n" + one.name() + " " + row.effect() + " " + revision).getBytes(StandardCharsets.UTF_8));
            }
        }
        int changing = counts[Effect.ADDED.ordinal()] + counts[Effect.CHANGED.ordinal()];
        if (changing > MAX_CHANGES) {
            throw new ProblemException(
                    ProblemType.INVALID_VALUE,
                    "One file adds or changes at most " + MAX_CHANGES + " models, and this one " + changing
                            + ". Divide it.");
        }
        return new Preview(
                Digest.of(seen.toByteArray()).toString(),
                broughtAt,
                counts[Effect.ADDED.ordinal()],
                counts[Effect.CHANGED.ordinal()],
                counts[Effect.UNCHANGED.ordinal()],
                counts[Effect.FAULTY.ordinal()],
                rows);
    }

    private Row row(InventoryFile.Row one, Model model) {
        List<Fault> faults = new ArrayList<>();
        requireRevision(one, model, faults);
        Map<String, String> texts =
                new LinkedHashMap<>(ParticularsText.of(model == null ? Particulars.NONE : model.particulars()));
        texts.replaceAll((field, now) -> one.cells().getOrDefault(field, now));
        ParticularsText.Reading reading = ParticularsText.read(texts, rules);
        faults.addAll(reading.faults());
        ModelRegistration registration = registration(one, model);
        validator
                .validate(registration)
                .forEach(v -> faults.add(new Fault(column(v.getPropertyPath().toString()), v.getMessage())));
        if (!faults.isEmpty()) {
            return new Row(one.line(), one.name(), Effect.FAULTY, List.of(), faults, null);
        }
        List<ModelHistory.Change> changes = ModelHistory.changes(
                model == null
                        ? JsonNodeFactory.instance.objectNode()
                        : document(
                                model.title(),
                                model.owner(),
                                model.intendedUse(),
                                model.outOfScopeUse(),
                                model.particulars()),
                document(
                        registration.title(),
                        registration.owner(),
                        registration.intendedUse(),
                        registration.outOfScopeUse(),
                        reading.particulars()));
        Effect effect = model == null ? Effect.ADDED : changes.isEmpty() ? Effect.UNCHANGED : Effect.CHANGED;
        ModelEdit edit = new ModelEdit(
                registration.title(),
                registration.owner(),
                registration.intendedUse(),
                registration.outOfScopeUse(),
                registration.facts());
        boolean beyond = changes.stream().anyMatch(c -> !c.field().startsWith("particulars."));
        return new Row(
                one.line(),
                one.name(),
                effect,
                changes,
                faults,
                new Planned(model, edit, beyond, reading.particulars()));
    }

    private static void requireRevision(InventoryFile.Row one, Model model, List<Fault> faults) {
        String written = one.cells().getOrDefault(InventoryFile.REVISION, "").strip();
        if (written.isEmpty()) {
            return;
        }
        if (model == null) {
            faults.add(
                    new Fault(InventoryFile.REVISION, "no model has this name; leave the revision empty to add one"));
        } else if (!written.equals(Integer.toString(model.revision()))) {
            faults.add(new Fault(
                    InventoryFile.REVISION,
                    "the model is at revision " + model.revision()
                            + " now. Write the inventory out again, or leave this empty to replace what it says"));
        }
    }

    private ModelRegistration registration(InventoryFile.Row one, Model model) {
        Map<String, Object> facts = model == null
                ? Map.of()
                : json.convertValue(model.facts(), new TypeReference<Map<String, Object>>() {});
        return new ModelRegistration(
                one.name(),
                cell(one, "title", model == null ? "" : model.title()),
                cell(one, "owner", model == null ? "" : model.owner()),
                cell(one, "intended_use", model == null ? "" : model.intendedUse()),
                cell(one, "out_of_scope_use", model == null ? "" : model.outOfScopeUse()),
                facts);
    }

    /** What the file says, or what is known where it has no such column; lines end as they were written. */
    private static String cell(InventoryFile.Row one, String column, String now) {
        String said = one.cells().get(column);
        return said == null || said.equals(now)
                ? now
                : said.replace("\r\n", "\n").strip();
    }

    private ObjectNode document(
            String title, String owner, String intended, String outOfScope, Particulars particulars) {
        ObjectNode document = json.createObjectNode()
                .put("title", title)
                .put("owner", owner)
                .put("intendedUse", intended)
                .put("outOfScopeUse", outOfScope);
        JsonNode tree = rules.tree(particulars);
        document.set("particulars", tree);
        return document;
    }

    private static String column(String field) {
        return field.replaceAll("([a-z])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
    }
}
