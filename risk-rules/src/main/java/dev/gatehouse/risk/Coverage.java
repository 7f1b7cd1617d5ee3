package dev.gatehouse.risk;

import dev.gatehouse.risk.PackContent.TierPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which points of a framework are met by which gate, duty or record, and which are not. A table sets no tier and asks for nothing:
 * it lets an officer see what the packs already answer. {@code docs/coverage.md} describes the file.
 *
 * @param id such as {@code nist-ai-rmf}
 * @param title for people
 * @param citation of the framework's text
 * @param certainty of what the table says about the framework; what it says about Gatehouse is checked by {@link #check}
 * @param effectiveFrom first day on which the framework applies, where it has one
 * @param note what a reader should know of the framework's state
 * @param points in the framework's own order, at least one
 */
public record Coverage(
        String id,
        String title,
        String citation,
        Certainty certainty,
        Optional<LocalDate> effectiveFrom,
        Optional<String> note,
        List<Point> points) {

    /** Largest file read, in bytes. */
    public static final int MAX_BYTES = 256 << 10;
    /** Most points in a table. */
    public static final int MAX_POINTS = 500;

    private static final List<String> FILES =
            List.of("iso-iec-42001.yaml", "mas-feat.yaml", "nist-ai-rmf.yaml", "osfi-e-23.yaml", "pra-ss1-23.yaml");

    public Coverage {
        points = List.copyOf(points);
    }

    /** How far a point is met. */
    public enum State {
        /** Gates, duties or records meet it. */
        MET,
        /** They meet some of it; the gap says what stays open. */
        PARTLY,
        /** Nothing in Gatehouse meets it; the gap says why. */
        NOT_MET
    }

    /**
     * One demand of the framework.
     *
     * @param id unique in its table, such as {@code measure-2}
     * @param title for people
     * @param metBy what meets it, empty when nothing does
     * @param gap what is not met and why; there unless the state is MET
     * @param note how to read the entry
     */
    public record Point(String id, String title, List<Means> metBy, Optional<String> gap, Optional<String> note) {
        public Point {
            metBy = List.copyOf(metBy);
        }

        public State state() {
            if (metBy.isEmpty()) {
                return State.NOT_MET;
            }
            return gap.isPresent() ? State.PARTLY : State.MET;
        }
    }

    /** What a means is: evidence that is asked for, something to do outside the gates, or what Gatehouse keeps by itself. */
    public enum Kind {
        GATE,
        DUTY,
        RECORD
    }

    /**
     * What meets a point.
     *
     * @param kind says where the id is known: to the packs (gate, duty) or to Gatehouse (record)
     * @param id such as {@code fairness-audit}
     */
    public record Means(Kind kind, String id) implements Comparable<Means> {
        @Override
        public int compareTo(Means other) {
            int byKind = kind.compareTo(other.kind);
            return byKind != 0 ? byKind : id.compareTo(other.id);
        }
    }

    /**
     * Reads and checks a table.
     *
     * @param file name to show in problems
     * @param bytes the file, UTF-8, at most {@value #MAX_BYTES} bytes
     * @throws InvalidPackException if it does not parse, has a key that is not known, names a record that Gatehouse does not
     *     keep, or has a point that neither says what meets it nor why nothing does
     */
    public static Coverage load(String file, byte[] bytes) throws InvalidPackException {
        return CoverageReader.read(file, bytes);
    }

    /** The tables that come with Gatehouse, by id: ISO/IEC 42001, MAS FEAT, NIST AI RMF, OSFI E-23, PRA SS1/23. */
    public static List<Coverage> shipped() {
        List<Coverage> tables = new ArrayList<>();
        for (String name : FILES) {
            try (InputStream in = Coverage.class.getResourceAsStream("coverage/" + name)) {
                if (in == null) {
                    throw new IllegalStateException("this build lacks the coverage table " + name);
                }
                tables.add(load(name, in.readAllBytes()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InvalidPackException e) {
                throw new IllegalStateException("a table in this build cannot be used: " + e.getMessage(), e);
            }
        }
        return List.copyOf(tables);
    }

    /** How many points are in each state; every state is there. */
    public Map<State, Integer> counts() {
        Map<State, Integer> counts = new EnumMap<>(State.class);
        for (State state : State.values()) {
            counts.put(state, 0);
        }
        points.forEach(point -> counts.merge(point.state(), 1, Integer::sum));
        return Collections.unmodifiableMap(counts);
    }

    /**
     * What each means in the table is called: a gate or a duty as the packs call it, a record as Gatehouse does. Gates and duties
     * that no rule and no tier of these packs asks for are left out.
     */
    public Map<Means, String> titles(Collection<PolicyPack> packs) {
        Map<Means, String> known = new TreeMap<>();
        for (PolicyPack pack : packs) {
            PackContent content = pack.content();
            for (TierPolicy policy : content.tiers().values()) {
                policy.gates().forEach(gate -> known.putIfAbsent(new Means(Kind.GATE, gate.id()), gate.title()));
            }
            for (Rule rule : content.rules()) {
                rule.gates().forEach(gate -> known.putIfAbsent(new Means(Kind.GATE, gate.id()), gate.title()));
                rule.duties().forEach(duty -> known.putIfAbsent(new Means(Kind.DUTY, duty.id()), duty.title()));
            }
        }
        CoverageReader.RECORDS.forEach((id, title) -> known.put(new Means(Kind.RECORD, id), title));
        Map<Means, String> titles = new TreeMap<>();
        points.forEach(point -> point.metBy().forEach(means -> {
            if (known.containsKey(means)) {
                titles.put(means, known.get(means));
            }
        }));
        return titles;
    }

    /** A sentence for every gate or duty in the table that none of the packs asks for; empty when the table holds. */
    public List<String> check(Collection<PolicyPack> packs) {
        Map<Means, String> titles = titles(packs);
        List<String> faults = new ArrayList<>();
        for (Point point : points) {
            for (Means means : point.metBy()) {
                if (!titles.containsKey(means)) {
                    faults.add(id + ", point " + point.id() + ": none of the packs asks for "
                            + (means.kind() == Kind.GATE ? "gate " : "duty ") + means.id());
                }
            }
        }
        return faults;
    }
}
