package dev.gatehouse.governance.problem;

/**
 * Every kind of refusal of the API, once: its slug (the last part of the RFC 9457 {@code type} URI), HTTP status and title.
 *
 * <p>The guide for each is in {@code docs/problems.md}; a test holds the two lists together.
 */
public enum ProblemType {
    MALFORMED_REQUEST("malformed-request", 400, "The request could not be read"),
    UNKNOWN_FIELD("unknown-field", 400, "The request has a field this API does not know"),
    WRONG_TYPE("wrong-type", 400, "A field has the wrong type"),
    UNAUTHENTICATED("unauthenticated", 401, "No valid bearer token"),
    FORBIDDEN("forbidden", 403, "Your roles do not allow this"),
    FOUR_EYES("four-eyes", 403, "Another person must do this"),
    NOT_FOUND("not-found", 404, "There is nothing at this address"),
    UNKNOWN_MODEL("unknown-model", 404, "No such model"),
    UNKNOWN_VERSION("unknown-version", 404, "No such model version"),
    UNKNOWN_RELEASE("unknown-release", 404, "No such release"),
    UNKNOWN_PERMIT("unknown-permit", 404, "No such permit"),
    UNKNOWN_EMERGENCY("unknown-emergency", 404, "No such emergency request"),
    UNKNOWN_ROUTE("unknown-route", 404, "No such route"),
    UNKNOWN_PACK("unknown-pack", 404, "No such policy pack"),
    UNKNOWN_PROPOSAL("unknown-proposal", 404, "No such proposal"),
    UNKNOWN_OVERRIDE("unknown-override", 404, "No such override"),
    UNKNOWN_COMMENT("unknown-comment", 404, "No such comment"),
    UNKNOWN_WAIVER("unknown-waiver", 404, "No such waiver"),
    UNKNOWN_FINDING("unknown-finding", 404, "No such finding"),
    UNKNOWN_PREDICTION("unknown-prediction", 404, "No such prediction"),
    UNKNOWN_HOLD("unknown-hold", 404, "No such legal hold"),
    UNKNOWN_LEAF("unknown-leaf", 404, "No such leaf in the ledger"),
    METHOD_NOT_ALLOWED("method-not-allowed", 405, "This address does not take this method"),
    NOT_ACCEPTABLE("not-acceptable", 406, "No representation of the kinds you accept"),
    DUPLICATE("duplicate", 409, "It is registered already"),
    GATES_UNMET("gates-unmet", 409, "Gates are not met"),
    WRONG_STATE("wrong-state", 409, "Not possible in its present state"),
    VOTE_REFUSED("vote-refused", 409, "The vote does not count"),
    RESUME_REFUSED("resume-refused", 409, "The permit cannot be resumed"),
    EMERGENCY_REFUSED("emergency-refused", 409, "Emergency use is not possible so"),
    CHANGES_UNANSWERED("changes-unanswered", 409, "Changes that the board asked for are not answered"),
    REJECTED_BEFORE("rejected-before", 409, "The board has rejected just this"),
    LAUNCH_UNDER_WAY("launch-under-way", 409, "A launch in steps is under way"),
    STEP_REFUSED("step-refused", 409, "The launch cannot take this step"),
    WAIVER_REFUSED("waiver-refused", 409, "The gate cannot be waived so"),
    OVERRIDE_REFUSED("override-refused", 409, "The tier cannot be overridden so"),
    REVIEW_STANDS("review-stands", 409, "Another review stands"),
    REQUEST_IN_PROGRESS("request-in-progress", 409, "The same request is being worked on"),
    ANSWER_LOST("answer-lost", 409, "The request did something, and its answer was lost"),
    STALE_EDIT("stale-edit", 412, "It was changed since you read it"),
    SIGNATURE_REFUSED("signature-refused", 422, "The signature is not believed"),
    BUNDLE_TOO_LARGE("bundle-too-large", 409, "The bundle is over its limit"),
    DOCUMENT_TOO_LARGE("document-too-large", 409, "The document is over a limit of what is printed"),
    BODY_TOO_LARGE("body-too-large", 413, "The body is over its limit"),
    UNSUPPORTED_MEDIA_TYPE("unsupported-media-type", 415, "The body is of a kind this address does not take"),
    INVALID_VALUE("invalid-value", 422, "A value is not allowed"),
    INVALID_TEXT("invalid-text", 422, "The text of a card is not taken"),
    INVALID_FACTS("invalid-facts", 422, "Facts are not valid"),
    INVALID_PACK("invalid-pack", 422, "The policy pack is not valid"),
    SEARCH_TOO_WIDE("search-too-wide", 422, "The search takes too long"),
    DIGEST_MISMATCH("digest-mismatch", 422, "The bytes are not those of the digest"),
    UNKNOWN_DIGEST("unknown-digest", 422, "Nothing is stored under this digest"),
    PLAN_WEAKER_THAN_POLICY("plan-weaker-than-policy", 422, "The audit plan is weaker than the policy"),
    INVALID_PLAN("invalid-plan", 422, "The audit plan is not valid"),
    IDEMPOTENCY_KEY_REUSED("idempotency-key-reused", 422, "This key was used for another request"),
    PRECONDITION_REQUIRED("precondition-required", 428, "Say which revision you change (If-Match)"),
    TOO_MANY_AUDITS("too-many-audits", 429, "Too many audits wait"),
    TOO_MANY_VERIFICATIONS("too-many-verifications", 429, "A verification of the ledger is at work"),
    TOO_MANY_KEYS("too-many-keys", 429, "Too many idempotency keys are in use"),
    TOO_MANY_DOWNLOADS("too-many-downloads", 429, "Too many downloads are being made"),
    INTERNAL("internal", 500, "Something went wrong here"),
    TRY_AGAIN("try-again", 503, "Others acted on the same at the same time"),
    LEDGER_BEHIND("ledger-behind", 503, "The ledger has not signed the newest act yet"),
    IDENTITY_PROVIDER_UNREACHABLE("identity-provider-unreachable", 503, "The identity provider does not answer");

    private final String slug;
    private final int status;
    private final String title;

    ProblemType(String slug, int status, String title) {
        this.slug = slug;
        this.status = status;
        this.title = title;
    }

    /** The last part of the type URI, for example {@code gates-unmet}. */
    public String slug() {
        return slug;
    }

    /** HTTP status code. */
    public int status() {
        return status;
    }

    /** The same short sentence every time. */
    public String title() {
        return title;
    }

    /** The RFC 9457 {@code type}. */
    public String uri() {
        return "urn:gatehouse:problem:" + slug;
    }
}
