package dev.gatehouse.approval.permit;

import dev.gatehouse.approval.condition.Conditions;

/** Emergency use that two people agreed on. Only {@link EmergencyRequest#confirm} makes one; an emergency permit needs one. */
public final class EmergencyDecision {
    private final EmergencyRequest request;
    private final EmergencyRequest.Confirmation confirmation;
    private final Conditions conditions;

    EmergencyDecision(EmergencyRequest request, EmergencyRequest.Confirmation confirmation, Conditions conditions) {
        this.request = request;
        this.confirmation = confirmation;
        this.conditions = conditions;
    }

    /** What was asked for, and by whom. */
    public EmergencyRequest request() {
        return request;
    }

    /** Who confirmed it, and why. */
    public EmergencyRequest.Confirmation confirmation() {
        return confirmation;
    }

    /** The share and the end. */
    public Conditions conditions() {
        return conditions;
    }
}
