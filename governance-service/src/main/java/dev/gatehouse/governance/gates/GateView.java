package dev.gatehouse.governance.gates;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.gatehouse.approval.gate.GateStatus;
import java.util.List;

/**
 * A gate as the API shows it.
 *
 * @param id of the requirement
 * @param title in a few words
 * @param open whether it is met
 * @param reason a code: {@code met}, {@code missing}, {@code failed}, …
 * @param why one sentence
 * @param howToMeet one sentence
 * @param evidence digest of what decided; absent when nothing was given
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record GateView(
        String id, String title, boolean open, String reason, String why, String howToMeet, String evidence) {

    /** The statuses in their order. */
    public static List<GateView> of(List<GateStatus> statuses) {
        return statuses.stream()
                .map(s -> new GateView(
                        s.id(),
                        s.title(),
                        s.open(),
                        s.reason().name().toLowerCase(java.util.Locale.ROOT),
                        s.why(),
                        s.howToMeet(),
                        s.evidence().map(Object::toString).orElse(null)))
                .toList();
    }
}
