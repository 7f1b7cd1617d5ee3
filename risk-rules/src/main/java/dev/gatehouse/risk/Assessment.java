package dev.gatehouse.risk;

import java.time.LocalDate;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a set of packs says about the facts of one use case on one date. The same facts, packs and date give an equal
 * assessment; order of packs and of facts does not matter.
 *
 * @param status whether the tier may be relied on
 * @param tier the strictest tier of all rule floors and the scorecard. When BLOCKED it is only what is certain already
 *     (the tier is at least this)
 * @param tierAtMost the tier can not become stricter than this, whatever the missing facts turn out to be; equal to
 *     {@code tier} unless BLOCKED
 * @param override the override that was confirmed for this use case and has not expired; {@code tier} is the tier after it
 * @param lawFloor the strictest tier that law in force sets; an override cannot go below it
 * @param score the scorecard, where a pack has one
 * @param legalClasses what the law calls the use case, in force or from a date; sorted by pack and id
 * @param reasons every rule that fired, and the scorecard; sorted by pack, then in the pack's order
 * @param obligations what a release must show and obey; there only when ASSESSED, so that nobody takes a partial list for
 *     the whole
 * @param missing facts that are missing or unsure and could still change the result; empty unless BLOCKED
 * @param facts the facts as they were understood, by name
 * @param packs the packs applied, by id, with their digests
 * @param on the date assessed for
 */
public record Assessment(
        Status status,
        Tier tier,
        Tier tierAtMost,
        Optional<AppliedOverride> override,
        Tier lawFloor,
        Optional<Score> score,
        List<LegalClass> legalClasses,
        List<Reason> reasons,
        Optional<Obligations> obligations,
        List<MissingFact> missing,
        Map<String, Object> facts,
        List<PackReference> packs,
        LocalDate on) {

    public Assessment {
        legalClasses = List.copyOf(legalClasses);
        reasons = List.copyOf(reasons);
        missing = List.copyOf(missing);
        facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
        packs = List.copyOf(packs);
    }

    /**
     * Why a person may not replace the tier by another one.
     *
     * @return a sentence; empty when an override to that tier would take effect today
     */
    public Optional<String> refusesOverride(Tier wanted) {
        if (status != Status.ASSESSED) {
            return Optional.of("the assessment is " + status + ", and only a settled tier can be overridden");
        }
        return Evaluation.overrideRefusal(wanted, assessedTier(), lawFloor);
    }

    /** The tier that packs and facts give, before any override. */
    public Tier assessedTier() {
        return override.map(AppliedOverride::assessed).orElse(tier);
    }

    /**
     * What became of an override.
     *
     * @param assessed the tier that packs and facts give
     * @param wanted the tier that the override asks for
     * @param effective whether it took effect
     * @param reason that its people gave
     * @param until its last day
     * @param note why it did not take effect; empty when it did
     */
    public record AppliedOverride(
            Tier assessed, Tier wanted, boolean effective, String reason, LocalDate until, String note) {}

    public enum Status {
        /** Tier, legal classes and obligations are settled. */
        ASSESSED,
        /** Facts are missing that could still change the result. */
        BLOCKED,
        /** A rule prohibits the use, whatever is still missing. */
        PROHIBITED
    }

    /** A pack as it was applied: {@code digest} is {@code sha256:} and the hex SHA-256 of its bytes. */
    public record PackReference(String id, String version, String title, PolicyPack.Kind kind, String digest) {}

    /**
     * A class that the law knows.
     *
     * @param pack that says so
     * @param id such as {@code eu-high-risk}
     * @param title for people
     * @param from the earliest date of the rules that fired for it
     * @param inForce whether that date has come
     */
    public record LegalClass(String pack, String id, String title, LocalDate from, boolean inForce) {}

    /**
     * A rule that fired.
     *
     * @param pack id of its pack
     * @param packKind whether that is law or house policy
     * @param rule its id, or {@code scorecard}
     * @param citation to show
     * @param certainty of the citation
     * @param effectiveFrom the first day on which it binds
     * @param ahead whether that day is still to come. A tier floor of such a rule was set by house policy, not by law
     * @param facts the facts that the rule looked at and that are known, with their values, by name
     * @param tierFloor the tier that it set, where it set one
     * @param effects what it does, a sentence each
     */
    public record Reason(
            String pack,
            PolicyPack.Kind packKind,
            String rule,
            String citation,
            Certainty certainty,
            LocalDate effectiveFrom,
            boolean ahead,
            Map<String, Object> facts,
            Optional<Tier> tierFloor,
            List<String> effects) {
        public Reason {
            facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
            effects = List.copyOf(effects);
        }
    }

    /**
     * A fact to ask for.
     *
     * @param fact its name
     * @param key of the entry when the fact is a map, else empty
     * @param unsure whether it was answered with "unsure" rather than not at all
     * @param question to put
     * @param rules what waits for it, as {@code pack/rule}, sorted
     */
    public record MissingFact(String fact, String key, boolean unsure, String question, List<String> rules) {
        public MissingFact {
            rules = List.copyOf(rules);
        }

        /** The name with its key, such as {@code art5_screen[a]}. */
        public String name() {
            return key.isEmpty() ? fact : fact + "[" + key + "]";
        }
    }

    /**
     * The scorecard's answer.
     *
     * @param pack that has the scorecard
     * @param points sum over the factors; when facts are missing, the least it can be
     * @param pointsAtMost the most it can be
     * @param maximum the most any use case can reach
     * @param tier that the points alone give
     * @param factors in the pack's order
     */
    public record Score(String pack, int points, int pointsAtMost, int maximum, Tier tier, List<FactorScore> factors) {
        public Score {
            factors = List.copyOf(factors);
        }
    }

    /** Points of one factor; {@code points} and {@code pointsAtMost} differ while facts are missing. */
    public record FactorScore(String id, String title, int points, int pointsAtMost, int maximum) {}
}
