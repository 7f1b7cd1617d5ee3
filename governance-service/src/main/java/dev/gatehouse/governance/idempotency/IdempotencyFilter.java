package dev.gatehouse.governance.idempotency;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.governance.identity.Caller;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/**
 * Answers a POST of the API that is sent again with the same {@code Idempotency-Key} as it was answered the first time, without doing it
 * again. A request that failed for the service's own reasons (5xx), before it was let in (401, 403) or because too much was at work (429)
 * frees its key; every other answer is kept for a day. The form of the header follows the IETF draft 'The Idempotency-Key HTTP Header Field'.
 */
class IdempotencyFilter {

    static final String HEADER = "Idempotency-Key";

    /** Largest body of a request that can carry a key, bytes. */
    static final int MAX_BYTES = 1 << 20;

    /** Largest answer that is kept whole, bytes; of a larger one status and address are. */
    static final int MAX_ANSWER_BYTES = 128 << 10;

    private static final int TOO_MANY = 429;

    private static final Pattern KEY = Pattern.compile("[!-~]{1,200}");
    private static final String API = "/api/";

    private final IdempotencyKeys keys;
    private final CurrentRequest current;
    private final Caller caller;
    private final SecurityIdentity identity;
    private final ObjectMapper json;

    @Inject
    IdempotencyFilter(
            IdempotencyKeys keys, CurrentRequest current, Caller caller, SecurityIdentity identity, ObjectMapper json) {
        this.keys = keys;
        this.current = current;
        this.caller = caller;
        this.identity = identity;
        this.json = json;
    }

    @ServerRequestFilter
    public Response before(ContainerRequestContext request) throws IOException {
        String key = request.getHeaderString(HEADER);
        String path = request.getUriInfo().getPath();
        if (key == null || !request.getMethod().equals("POST") || !path.startsWith(API) || identity.isAnonymous()) {
            return null;
        }
        if (!KEY.matcher(key).matches()) {
            throw new ProblemException(
                    ProblemType.INVALID_VALUE, HEADER + ": use 1 to 200 visible ASCII characters, such as a UUID.");
        }
        byte[] body = request.getEntityStream().readNBytes(MAX_BYTES + 1);
        if (body.length > MAX_BYTES) {
            throw new ProblemException(
                    ProblemType.BODY_TOO_LARGE,
                    "A request with an " + HEADER + " has a body of at most " + MAX_BYTES
                            + " bytes; files are known by their digest and need no key.");
        }
        request.setEntityStream(new ByteArrayInputStream(body));
        CurrentRequest.Claim claim = new CurrentRequest.Claim(caller.sub(), key, UUID.randomUUID());
        String digest = digest(path + "?" + request.getUriInfo().getRequestUri().getRawQuery(), body);
        IdempotencyKeys.Known known = keys.claim(claim, digest);
        if (known == null) {
            current.begin(claim);
            return null;
        }
        return again(known, digest);
    }

    private static Response again(IdempotencyKeys.Known known, String digest) {
        if (known.answer() != null && !known.requestDigest().equals(digest)) {
            throw new ProblemException(
                    ProblemType.IDEMPOTENCY_KEY_REUSED,
                    "You used this " + HEADER + " for another address or body. Make a new key for each request.");
        }
        if (known.lost()) {
            throw new ProblemException(
                    ProblemType.ANSWER_LOST,
                    "A request with this " + HEADER
                            + " did something, and its answer was lost. Read whether it is what you"
                            + " wanted; if it is not, ask with a new key.");
        }
        if (known.answer() == null) {
            throw new ProblemException(
                    ProblemType.REQUEST_IN_PROGRESS,
                    "A request with this " + HEADER + " has no answer yet. Repeat it in a moment.");
        }
        IdempotencyKeys.Answer answer = known.answer();
        Response.ResponseBuilder response = Response.status(answer.status());
        if (answer.location() != null) {
            response.header(HttpHeaders.LOCATION, answer.location());
        }
        if (answer.contentType() != null) {
            response.type(answer.contentType()).entity(answer.body());
        }
        return response.header("Idempotent-Replayed", "true").build();
    }

    @ServerResponseFilter
    public void after(ContainerRequestContext request, ContainerResponseContext response) throws IOException {
        Optional<CurrentRequest.Claim> claim = current.end();
        if (claim.isEmpty()) {
            return;
        }
        int status = response.getStatus();
        if (status >= 500 || status == 401 || status == 403 || status == TOO_MANY) {
            keys.givenUp(claim.get());
            return;
        }
        byte[] body = bytes(response.getEntity());
        MediaType type = response.getMediaType();
        boolean kept = body != null && body.length <= MAX_ANSWER_BYTES;
        keys.answered(
                claim.get(),
                new IdempotencyKeys.Answer(
                        status,
                        response.getHeaderString(HttpHeaders.LOCATION),
                        kept ? (type == null ? MediaType.APPLICATION_JSON : type.toString()) : null,
                        kept ? body : null));
    }

    private byte[] bytes(Object entity) throws IOException {
        if (entity == null) {
            return null;
        }
        if (entity instanceof byte[] raw) {
            return raw;
        }
        return entity instanceof String text ? text.getBytes(StandardCharsets.UTF_8) : json.writeValueAsBytes(entity);
    }

    private static String digest(String address, byte[] body) {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(address.getBytes(StandardCharsets.UTF_8));
        request.write(0);
        request.writeBytes(body);
        return Digest.of(request.toByteArray()).toString();
    }
}
