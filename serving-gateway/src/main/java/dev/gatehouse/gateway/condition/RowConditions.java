package dev.gatehouse.gateway.condition;

import dev.gatehouse.approval.canonical.InvalidDocumentException;
import dev.gatehouse.approval.condition.Conditions;
import dev.gatehouse.approval.condition.HumanReview;
import dev.gatehouse.approval.condition.Segment;
import dev.gatehouse.approval.payload.RequestRows;
import dev.gatehouse.approval.payload.ScoreRows;
import dev.gatehouse.approval.payload.UnreadablePayloadException;
import dev.gatehouse.approval.route.DrawnShare;
import dev.gatehouse.approval.route.ModelSignature;
import dev.gatehouse.approval.route.RouteSecret;
import dev.gatehouse.gateway.Refusal;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * What a permit asks of the rows of a call, ready to be asked: a traffic cap, a segment, a review by a person. Safe for use by several
 * threads.
 */
public final class RowConditions {

    /** Most rows of a call of which some may be marked: a record has room for so many marks beside its bodies. */
    public static final int MAX_REVIEW_ROWS = 10_000;

    /** Most rows that a refusal names. */
    static final int MAX_NAMED_ROWS = 10;

    private final ModelSignature signature;
    private final Optional<BigDecimal> cap;
    private final Optional<DrawnShare> capped;
    private final Optional<Segment> segment;
    private final Optional<DrawnShare> reviewed;
    private final Optional<BigDecimal> confidenceBelow;

    private RowConditions(
            ModelSignature signature,
            Optional<BigDecimal> cap,
            Optional<DrawnShare> capped,
            Optional<Segment> segment,
            Optional<DrawnShare> reviewed,
            Optional<BigDecimal> confidenceBelow) {
        this.signature = signature;
        this.cap = cap;
        this.capped = capped;
        this.segment = segment;
        this.reviewed = reviewed;
        this.confidenceBelow = confidenceBelow;
    }

    /** Whether these conditions ask anything of rows. */
    public static boolean areIn(Conditions conditions) {
        return conditions.trafficCap().isPresent()
                || !conditions.segments().isEmpty()
                || conditions.humanReview().isPresent();
    }

    /** Whether these conditions can be asked only with the route's secret. */
    public static boolean needSecret(Conditions conditions) {
        return conditions.trafficCap().isPresent()
                || conditions.humanReview().flatMap(HumanReview::share).isPresent();
    }

    /**
     * Compiles them.
     *
     * @param secret the route's; present if {@link #needSecret}
     * @param signature the version's
     * @throws InvalidDocumentException if the segment is no question about the inputs of this version
     */
    public static RowConditions of(Conditions conditions, Optional<RouteSecret> secret, ModelSignature signature) {
        return new RowConditions(
                signature,
                conditions.trafficCap(),
                conditions.trafficCap().map(share -> DrawnShare.of(secret.orElseThrow(), share)),
                conditions.segment().map(text -> Segment.of(text, signature.features())),
                conditions
                        .humanReview()
                        .flatMap(HumanReview::share)
                        .map(share -> DrawnShare.of(secret.orElseThrow(), share)),
                conditions.humanReview().flatMap(HumanReview::confidenceBelow));
    }

    /**
     * Whether every row of a call is inside segment and cap.
     *
     * @param subject the one subject that the call's header names, if it does
     * @param jsonBytes length of the JSON that the body begins with; -1 when all of it is JSON
     * @param body as received
     */
    public RowVerdict judge(Optional<String> subject, int jsonBytes, byte[] body) {
        try {
            RequestRows rows = RequestRows.read(signature, jsonBytes, body);
            if (mayMark() && rows.count() > MAX_REVIEW_ROWS) {
                return new RowVerdict.Undecided(new Refusal(
                        Refusal.Code.BODY_TOO_LARGE,
                        "The permit asks for reviews, and a call under it has at most " + MAX_REVIEW_ROWS
                                + " rows, not " + rows.count() + "; send several calls."));
            }
            Optional<RowVerdict> bySegment = bySegment(rows);
            if (bySegment.isPresent()) {
                return bySegment.get();
            }
            return byCap(rows, subject).orElseGet(() -> new RowVerdict.Inside(rows.count()));
        } catch (UnreadablePayloadException e) {
            return new RowVerdict.Undecided(new Refusal(
                    Refusal.Code.UNREADABLE_BODY,
                    "The permit has conditions on the rows of a call, and this body cannot be read: " + e.getMessage()
                            + "."));
        }
    }

    private Optional<RowVerdict> bySegment(RequestRows rows) {
        if (segment.isEmpty()) {
            return Optional.empty();
        }
        RowList outside = new RowList();
        Map<String, Object> values = new HashMap<>();
        for (int row = 0; row < rows.count(); row++) {
            for (String input : segment.get().inputs()) {
                values.put(input, rows.value(row, input));
            }
            try {
                if (!segment.get().admits(values)) {
                    outside.add(row);
                }
            } catch (Segment.UndecidedException e) {
                return Optional.of(new RowVerdict.Undecided(new Refusal(
                        Refusal.Code.UNDECIDED_ROW,
                        "Whether row " + row + " is in the permit's segment cannot be told: " + e.getMessage() + ".")));
            }
        }
        return outside.isEmpty()
                ? Optional.empty()
                : Optional.of(new RowVerdict.Outside(
                        new Refusal(Refusal.Code.OUTSIDE_SEGMENT, outside + " outside the permit's segment.")));
    }

    private Optional<RowVerdict> byCap(RequestRows rows, Optional<String> subject) throws UnreadablePayloadException {
        if (capped.isEmpty()) {
            return Optional.empty();
        }
        RowList outside = new RowList();
        RowList nameless = new RowList();
        List<Optional<String>> subjects = rows.subjects(subject);
        for (int row = 0; row < subjects.size(); row++) {
            if (subjects.get(row).isEmpty()) {
                nameless.add(row);
            } else if (!capped.get().holds(subjects.get(row).get())) {
                outside.add(row);
            }
        }
        if (outside.isEmpty() && nameless.isEmpty()) {
            return Optional.empty();
        }
        String why = outside.isEmpty()
                ? nameless + " without a subject, which the permit's traffic cap of "
                        + cap.orElseThrow().toPlainString()
                        + " needs: send X-Gatehouse-Subject for one row, or subjects in the body."
                : outside + " outside the permit's traffic cap of "
                        + cap.orElseThrow().toPlainString() + ".";
        return Optional.of(new RowVerdict.Outside(new Refusal(Refusal.Code.OUTSIDE_CAP, why)));
    }

    /** Whether rows may be marked for a person to look at. */
    public boolean mayMark() {
        return reviewed.isPresent() || confidenceBelow.isPresent();
    }

    /**
     * The rows that a person must look at.
     *
     * @param rows how many the call has, by {@link RowVerdict.Inside}
     * @param jsonBytes length of the JSON that the answer begins with; -1 when all of it is JSON
     * @param answer of the model server; where its scores cannot be read and the condition is about them, every row is marked
     * @return empty if the answer has another number of rows than the call, so that nothing can be told of any
     */
    public Optional<ReviewMarks> marks(UUID requestId, int rows, int jsonBytes, byte[] answer) {
        double[] scores = null;
        if (confidenceBelow.isPresent()) {
            try {
                scores = ScoreRows.read(signature, jsonBytes, answer);
            } catch (UnreadablePayloadException e) {
                return Optional.of(ReviewMarks.all(rows));
            }
            if (scores.length != rows) {
                return Optional.empty();
            }
        }
        int[] marked = new int[rows];
        int count = 0;
        for (int row = 0; row < rows; row++) {
            if (scores != null && isUnsure(scores[row])
                    || reviewed.isPresent() && reviewed.get().holds(requestId, row)) {
                marked[count++] = row;
            }
        }
        return Optional.of(new ReviewMarks(Arrays.copyOf(marked, count), rows));
    }

    /** Reckoned in decimals: a confidence is compared with the limit as it is written. */
    private boolean isUnsure(double score) {
        BigDecimal exact = new BigDecimal(score);
        BigDecimal confidence = exact.max(BigDecimal.ONE.subtract(exact));
        return confidence.compareTo(confidenceBelow.orElseThrow()) < 0;
    }

    /** Rows by their indexes, the first of them for people. */
    private static final class RowList {
        private final List<Integer> first = new ArrayList<>();
        private int count;

        void add(int row) {
            if (count++ < MAX_NAMED_ROWS) {
                first.add(row);
            }
        }

        boolean isEmpty() {
            return count == 0;
        }

        /** As the beginning of a sentence, with its verb. */
        @Override
        public String toString() {
            if (count == 1) {
                return "Row " + first.get(0) + " is";
            }
            String named = first.stream().map(Object::toString).collect(Collectors.joining(", "));
            return count > MAX_NAMED_ROWS
                    ? "Rows " + named + " and " + (count - MAX_NAMED_ROWS) + " more are"
                    : "Rows " + named + " are";
        }
    }
}
