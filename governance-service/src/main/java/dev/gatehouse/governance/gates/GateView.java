package dev.gatehouse.governance.gates;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.gatehouse.approval.gate.GateStatus;
import dev.gatehouse.approval.gate.Waiver;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * A gate as the API shows it.
 *
 * @param id of the requirement
 * @param title in a few words
 * @param open whether it is met or waived
 * @param reason a code: {@code met}, {@code waived}, {@code missing}, {@code failed}, …
 * @param why one sentence
 * @param howToMeet one sentence
 * @param link where it is met
 * @param evidence digest of what decided; absent when nothing was given
 * @param cause while it is not met, the cause that a waiver would have to cover; absent for a gate that is never waived
 * @param waiver what opens it for a time; absent without
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record GateView(
        String id,
        String title,
        boolean open,
        String reason,
        String why,
        String howToMeet,
        Link link,
        String evidence,
        String cause,
        AppliedWaiver waiver) {

    /** The page where a person, and the address where a program does what opens the gate; from the root of the site. */
    public record Link(String page, String api) {}

    /**
     * The waiver that holds the gate open.
     *
     * @param id of the waiver
     * @param trafficCap the largest share of traffic; absent for any
     * @param until first instant at which it no longer holds
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record AppliedWaiver(String id, String trafficCap, Instant until) {
        static AppliedWaiver of(Waiver waiver) {
            return new AppliedWaiver(
                    waiver.id(),
                    waiver.trafficCap().map(BigDecimal::toPlainString).orElse(null),
                    waiver.until());
        }
    }

    /** The statuses in their order. */
    public static List<GateView> of(List<GateStatus> statuses) {
        return statuses.stream().map(GateView::of).toList();
    }

    private static GateView of(GateStatus s) {
        return new GateView(
                s.id(),
                s.title(),
                s.open(),
                s.reason().name().toLowerCase(Locale.ROOT),
                s.why(),
                s.remedy().sentence(),
                new Link(s.remedy().page(), s.remedy().api()),
                s.evidence().map(Object::toString).orElse(null),
                s.cause().isPresent() ? s.causeText() : null,
                s.waiver().map(AppliedWaiver::of).orElse(null));
    }
}
