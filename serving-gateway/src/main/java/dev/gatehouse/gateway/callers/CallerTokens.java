package dev.gatehouse.gateway.callers;

import dev.gatehouse.gateway.Refusal;
import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.consumer.ErrorCodes;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.jwx.JsonWebStructure;
import org.jose4j.lang.UnresolvableKeyException;

/**
 * Checks callers' access tokens without asking anyone: signature (RS256 or ES256), issuer, audience, expiry, realm role. A token that
 * passed is remembered until it expires or the issuer's keys change. Safe for any number of threads.
 */
public final class CallerTokens {

    /** Longest token, characters. */
    public static final int MAX_TOKEN_CHARS = 8 * 1024;

    /** Most tokens that are remembered; then all are forgotten and checked anew. */
    public static final int MAX_REMEMBERED = 10_000;

    /** What a token says. */
    public sealed interface Result {
        /**
         * A caller with the role.
         *
         * @param clientId the client that the token was issued to
         */
        record Known(String clientId) implements Result {}

        /** The token does not count here. */
        record Unknown(Refusal refusal) implements Result {}
    }

    private record Remembered(Result.Known caller, long expiresAtMillis) {}

    /**
     * A header by which a token is found again. Its hash is of the last characters, a part of the signature, which differ from token to token:
     * hashing all of a token at each call costs more than comparing it once.
     */
    private record Header(String value) {

        private static final int HASHED_CHARS = 32;

        @Override
        public int hashCode() {
            int hash = value.length();
            for (int i = Math.max(0, value.length() - HASHED_CHARS); i < value.length(); i++) {
                hash = 31 * hash + value.charAt(i);
            }
            return hash;
        }
    }

    private static final String BEARER = "Bearer ";
    private static final String BASIC = "Basic ";

    private final IssuerKeys keys;
    private final String role;
    private final JwtConsumer consumer;
    private final Map<Header, Remembered> remembered = new ConcurrentHashMap<>();

    CallerTokens(IssuerKeys keys, String issuer, String audience, String role) {
        this.keys = keys;
        this.role = role;
        this.consumer = new JwtConsumerBuilder()
                .setExpectedIssuer(issuer)
                .setExpectedAudience(audience)
                .setRequireExpirationTime()
                .setJwsAlgorithmConstraints(new AlgorithmConstraints(
                        ConstraintType.PERMIT,
                        AlgorithmIdentifiers.RSA_USING_SHA256,
                        AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256))
                .setVerificationKeyResolver(this::key)
                .build();
        keys.onChange(remembered::clear);
    }

    /** Why no token can be checked now; empty once the issuer's keys are known. */
    public Optional<Refusal> closed() {
        return keys.known()
                ? Optional.empty()
                : Optional.of(new Refusal(
                        Refusal.Code.ISSUER_KEYS_UNKNOWN,
                        "The token issuer's keys are not known here yet, so no token can be checked."));
    }

    /**
     * Checks an {@code Authorization} header.
     *
     * @param authorization its value, or null when it is absent
     * @param now the gateway's time
     */
    public Result check(String authorization, Instant now) {
        Remembered known = authorization == null ? null : remembered.get(new Header(authorization));
        if (known != null && now.toEpochMilli() < known.expiresAtMillis()) {
            return known.caller();
        }
        String token = authorization == null ? null : token(authorization);
        if (token == null) {
            return unauthenticated("A bearer token is needed: send Authorization: Bearer <token>.");
        }
        if (token.length() > MAX_TOKEN_CHARS) {
            return unauthenticated("The token is longer than " + MAX_TOKEN_CHARS + " characters.");
        }
        Optional<Refusal> closed = closed();
        return closed.isPresent() ? new Result.Unknown(closed.get()) : verify(authorization, token);
    }

    /** The token in the header; null when there is none. Clients that know only name and password send it as the password. */
    private static String token(String authorization) {
        if (authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return authorization.substring(BEARER.length()).trim();
        }
        if (!authorization.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
            return null;
        }
        try {
            String pair = new String(
                    Base64.getDecoder()
                            .decode(authorization.substring(BASIC.length()).trim()),
                    StandardCharsets.ISO_8859_1);
            int colon = pair.indexOf(':');
            return colon < 0 ? null : pair.substring(colon + 1);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private Result verify(String authorization, String token) {
        try {
            JwtClaims claims = consumer.processToClaims(token);
            String clientId = clientId(claims);
            if (clientId == null) {
                return unauthenticated("The token names no client: it has neither azp nor client_id.");
            }
            if (!roles(claims).contains(role)) {
                return new Result.Unknown(new Refusal(
                        Refusal.Code.CALLER_NOT_ALLOWED,
                        "The client '" + clientId + "' lacks the role '" + role + "'."));
            }
            Result.Known caller = new Result.Known(clientId);
            if (remembered.size() >= MAX_REMEMBERED) {
                remembered.clear();
            }
            remembered.put(
                    new Header(authorization),
                    new Remembered(caller, claims.getExpirationTime().getValueInMillis()));
            return caller;
        } catch (InvalidJwtException e) {
            return unauthenticated(reason(e));
        } catch (MalformedClaimException e) {
            return unauthenticated("The token has a claim of the wrong type.");
        }
    }

    private static String reason(InvalidJwtException e) {
        if (e.hasExpired()) {
            return "The token has expired.";
        }
        if (e.hasErrorCode(ErrorCodes.AUDIENCE_INVALID) || e.hasErrorCode(ErrorCodes.AUDIENCE_MISSING)) {
            return "The token is for another audience.";
        }
        if (e.hasErrorCode(ErrorCodes.ISSUER_INVALID) || e.hasErrorCode(ErrorCodes.ISSUER_MISSING)) {
            return "The token is from another issuer.";
        }
        return "The token cannot be verified.";
    }

    private static String clientId(JwtClaims claims) throws MalformedClaimException {
        String azp = claims.getStringClaimValue("azp");
        return azp != null ? azp : claims.getStringClaimValue("client_id");
    }

    private static List<?> roles(JwtClaims claims) {
        return claims.getClaimValue("realm_access") instanceof Map<?, ?> access
                        && access.get("roles") instanceof List<?> roles
                ? roles
                : List.of();
    }

    private Key key(JsonWebSignature signature, List<JsonWebStructure> nesting) throws UnresolvableKeyException {
        return keys.find(signature.getKeyIdHeaderValue(), signature.getAlgorithmHeaderValue())
                .orElseThrow(() -> new UnresolvableKeyException("the issuer has no such key"));
    }

    private static Result unauthenticated(String sentence) {
        return new Result.Unknown(new Refusal(Refusal.Code.UNAUTHENTICATED, sentence));
    }
}
