package dev.gatehouse.governance.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import dev.gatehouse.approval.canonical.InvalidDocumentException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import jakarta.persistence.OptimisticLockException;
import jakarta.transaction.RollbackException;
import jakarta.validation.ConstraintViolationException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.hibernate.StaleObjectStateException;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Turns every exception that leaves a resource into one {@code application/problem+json} answer (RFC 9457). */
class ProblemMappers {

    private static final Logger LOG = Logger.getLogger(ProblemMappers.class);
    /** PostgreSQL's SQLSTATE for a value that must be there once. */
    private static final String UNIQUE_VIOLATION = "23505";

    private static final int TOO_MANY = 429;
    private static final int UNAVAILABLE = 503;
    /** What is at work, or down, is asked for again after so many seconds. */
    private static final int RETRY_AFTER_S = 5;

    /** PostgreSQL's SQLSTATEs for a transaction that lost against another one and may simply be repeated: deadlock, serialization. */
    private static final Set<String> LOST = Set.of("40P01", "40001");

    private static final String MEDIA_TYPE = "application/problem+json";

    @ServerExceptionMapper
    Response problem(ProblemException e, UriInfo uri) {
        return answer(e.type(), e.getMessage(), e.members(), uri);
    }

    @ServerExceptionMapper
    Response unknownField(UnrecognizedPropertyException e, UriInfo uri) {
        String known = e.getKnownPropertyIds() == null
                ? ""
                : e.getKnownPropertyIds().stream().map(String::valueOf).sorted().collect(Collectors.joining(", "));
        return answer(
                ProblemType.UNKNOWN_FIELD,
                "'" + path(e) + "' is not a field here" + (known.isEmpty() ? "." : "; known are: " + known + "."),
                Map.of("field", path(e)),
                uri);
    }

    @ServerExceptionMapper
    Response wrongType(MismatchedInputException e, UriInfo uri) {
        String where = path(e);
        String wanted =
                e.getTargetType() == null ? "another type" : e.getTargetType().getSimpleName();
        return answer(
                ProblemType.WRONG_TYPE,
                where.isEmpty()
                        ? "The body is not a JSON object of the expected form."
                        : "'" + where + "' should be of type " + wanted + ".",
                Map.of("field", where),
                uri);
    }

    @ServerExceptionMapper
    Response notJson(JsonProcessingException e, UriInfo uri) {
        // Jackson wraps what the stream under it throws, such as the limit on the body's size.
        Optional<ProblemException> limit = cause(e, ProblemException.class);
        if (limit.isPresent()) {
            return problem(limit.get(), uri);
        }
        if (cause(e, StreamConstraintsException.class).isPresent()) {
            return answer(
                    ProblemType.BODY_TOO_LARGE,
                    "A text in a JSON body may have at most " + JsonRules.MAX_TEXT_CHARS
                            + " characters, and nesting at most " + JsonRules.MAX_DEPTH + " levels.",
                    uri);
        }
        return answer(ProblemType.MALFORMED_REQUEST, jsonFault(e), Map.of(), uri);
    }

    @ServerExceptionMapper
    Response invalid(ConstraintViolationException e, UriInfo uri) {
        var faults = e.getConstraintViolations().stream()
                .map(v -> Map.of("field", lastNodes(v.getPropertyPath().toString()), "reason", v.getMessage()))
                .sorted((a, b) -> a.toString().compareTo(b.toString()))
                .toList();
        String sentence = faults.stream()
                .map(f -> f.get("field") + ": " + f.get("reason"))
                .collect(Collectors.joining("; "));
        return answer(ProblemType.INVALID_VALUE, sentence + ".", Map.of("faults", faults), uri);
    }

    /** Its message is written for whoever sent the document. */
    @ServerExceptionMapper
    Response invalid(InvalidDocumentException e, UriInfo uri) {
        return answer(ProblemType.INVALID_VALUE, e.getMessage() + ".", uri);
    }

    @ServerExceptionMapper
    Response unauthenticated(UnauthorizedException e, UriInfo uri) {
        return challenge(uri);
    }

    @ServerExceptionMapper
    Response badToken(AuthenticationFailedException e, UriInfo uri) {
        return challenge(uri);
    }

    @ServerExceptionMapper
    Response forbidden(ForbiddenException e, UriInfo uri) {
        return answer(ProblemType.FORBIDDEN, "Ask for the role that this address needs, or let its holder act.", uri);
    }

    @ServerExceptionMapper
    Response stale(OptimisticLockException e, UriInfo uri) {
        return answer(ProblemType.STALE_EDIT, "Somebody changed it at the same time. Read it again, then repeat.", uri);
    }

    @ServerExceptionMapper
    Response stale(StaleObjectStateException e, UriInfo uri) {
        return answer(ProblemType.STALE_EDIT, "Somebody changed it at the same time. Read it again, then repeat.", uri);
    }

    @ServerExceptionMapper
    Response web(WebApplicationException e, UriInfo uri) {
        if (e.getCause() instanceof JsonProcessingException fault) {
            return notJson(fault, uri);
        }
        return switch (e.getResponse().getStatus()) {
            case 400 ->
                answer(ProblemType.MALFORMED_REQUEST, "The request could not be read as what this address takes.", uri);
            case 401 -> challenge(uri);
            case 403 -> answer(ProblemType.FORBIDDEN, "Ask for the role that this address needs.", uri);
            case 404 -> answer(ProblemType.NOT_FOUND, "Check the address; docs/openapi.yaml lists all of them.", uri);
            case 405 ->
                answer(ProblemType.METHOD_NOT_ALLOWED, "docs/openapi.yaml lists the methods of each address.", uri);
            case 406 ->
                answer(ProblemType.NOT_ACCEPTABLE, "Accept application/json, or what docs/openapi.yaml names.", uri);
            case 413 -> answer(ProblemType.BODY_TOO_LARGE, "Send less in one request.", uri);
            case 415 ->
                answer(ProblemType.UNSUPPORTED_MEDIA_TYPE, "Send the Content-Type that docs/openapi.yaml names.", uri);
            default -> {
                if (e.getResponse().getStatus() < 400) {
                    yield e.getResponse();
                }
                yield internal(e, uri);
            }
        };
    }

    /** What was found out only while committing. */
    @ServerExceptionMapper
    Response rolledBack(RollbackException e, UriInfo uri) {
        return internal(new IllegalStateException("not committed", e), uri);
    }

    @ServerExceptionMapper
    Response internal(RuntimeException e, UriInfo uri) {
        if (cause(e, SQLException.class)
                .filter(sql -> LOST.contains(sql.getSQLState()))
                .isPresent()) {
            return answer(ProblemType.TRY_AGAIN, "Nothing was changed. Send the same request again.", uri);
        }
        Optional<org.hibernate.exception.ConstraintViolationException> unique =
                cause(e, org.hibernate.exception.ConstraintViolationException.class);
        if (unique.isPresent() && UNIQUE_VIOLATION.equals(unique.get().getSQLState())) {
            return answer(ProblemType.DUPLICATE, "Somebody registered the same at the same time. Read it again.", uri);
        }
        String incident = UUID.randomUUID().toString();
        LOG.errorf(e, "unexpected failure %s at %s", incident, uri.getPath());
        return answer(
                ProblemType.INTERNAL,
                "The service failed. Its operators find the cause in the log under this id.",
                Map.of("incident", incident),
                uri);
    }

    private static <T> Optional<T> cause(Throwable e, Class<T> type) {
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (type.isInstance(t)) {
                return Optional.of(type.cast(t));
            }
        }
        return Optional.empty();
    }

    private static Response challenge(UriInfo uri) {
        return Response.fromResponse(answer(
                        ProblemType.UNAUTHENTICATED,
                        "Send 'Authorization: Bearer' with a token for gatehouse-api.",
                        uri))
                .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer")
                .build();
    }

    private static Response answer(ProblemType type, String detail, UriInfo uri) {
        return answer(type, detail, Map.of(), uri);
    }

    private static Response answer(ProblemType type, String detail, Map<String, Object> members, UriInfo uri) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", type.uri());
        body.put("title", type.title());
        body.put("status", type.status());
        body.put("detail", detail);
        body.put("instance", uri.getPath());
        members.forEach(body::putIfAbsent);
        Response.ResponseBuilder response =
                Response.status(type.status()).type(MEDIA_TYPE).entity(body);
        if (type.status() == TOO_MANY || type.status() == UNAVAILABLE) {
            response.header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_S);
        }
        return response.build();
    }

    /** Where a JSON text breaks, without the parser's own words (they can quote the body). */
    private static String jsonFault(JsonProcessingException e) {
        return e.getLocation() == null
                ? "The body is not valid JSON."
                : "The body is not valid JSON at line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr() + ".";
    }

    private static String path(JsonMappingException e) {
        StringBuilder path = new StringBuilder();
        for (var step : e.getPath()) {
            if (step.getFieldName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append(path.length() == 0 ? "" : ".").append(step.getFieldName());
            }
        }
        return path.toString();
    }

    /** Bean Validation names the method and the argument first; the caller knows only the fields. */
    private static String lastNodes(String propertyPath) {
        String[] nodes = propertyPath.split("\\.", 3);
        return nodes[nodes.length - 1];
    }
}
