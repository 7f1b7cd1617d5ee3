package dev.gatehouse.gateway.callers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.IdentityProvider;
import dev.gatehouse.gateway.Refusal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.keys.HmacKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CallerTokensTest {

    @TempDir
    Path directory;

    private IdentityProvider provider;
    private IssuerKeys keys;
    private CallerTokens tokens;

    @BeforeEach
    void start() throws Exception {
        provider = new IdentityProvider();
        tokens = newTokens(provider.jwksUrl());
        Thread thread = new Thread(keys);
        thread.setDaemon(true);
        thread.start();
        until(() -> check(provider.token("warm-up")) instanceof CallerTokens.Result.Known);
    }

    @AfterEach
    void stop() {
        keys.stop();
        provider.close();
    }

    private CallerTokens newTokens(String jwksUrl) throws Exception {
        keys = new IssuerKeys(jwksUrl, directory, Duration.ofMinutes(5));
        return new CallerTokens(keys, IdentityProvider.ISSUER, IdentityProvider.AUDIENCE, "caller");
    }

    private CallerTokens.Result check(String token) {
        return tokens.check("Bearer " + token, Instant.now());
    }

    private void refused(String token, Refusal.Code code, String because) {
        assertThat(check(token)).isInstanceOfSatisfying(CallerTokens.Result.Unknown.class, unknown -> {
            assertThat(unknown.refusal().code()).isEqualTo(code);
            assertThat(unknown.refusal().sentence()).contains(because);
        });
    }

    private static void until(java.util.function.BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + 10_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("within 10 s").isLessThan(end);
            Thread.sleep(20);
        }
    }

    @Test
    void beforeTheIssuersKeysAreKnownACallerIsAskedToComeBackAndNotCalledUnknown() throws Exception {
        String token = provider.token("scoring-app");
        keys.stop();
        CallerTokens cold = newTokens("http://127.0.0.1:1/certs");
        assertThat(cold.check("Bearer " + token, Instant.now()))
                .isInstanceOfSatisfying(CallerTokens.Result.Unknown.class, unknown -> {
                    assertThat(unknown.refusal().code()).isEqualTo(Refusal.Code.ISSUER_KEYS_UNKNOWN);
                    assertThat(unknown.refusal().code().isTransient()).isTrue();
                });
        assertThat(cold.closed()).isPresent();
        assertThat(tokens.closed()).isEmpty();
    }

    @Test
    void rsaAndEcTokensNameTheirClient() {
        assertThat(check(provider.token("scoring-app"))).isEqualTo(new CallerTokens.Result.Known("scoring-app"));
        assertThat(check(IdentityProvider.sign(IdentityProvider.claims("campaign-app"), provider.ec(), "ES256")))
                .isEqualTo(new CallerTokens.Result.Known("campaign-app"));
        JwtClaims byClientId = IdentityProvider.claims("x");
        byClientId.unsetClaim("azp");
        byClientId.setClaim("client_id", "by-client-id");
        assertThat(check(IdentityProvider.sign(byClientId, provider.rsa(), "RS256")))
                .isEqualTo(new CallerTokens.Result.Known("by-client-id"));
    }

    @Test
    void aTokenMayComeAsThePasswordOfAClientThatKnowsNoOtherWay() {
        String pair = "token:" + provider.token("scoring-app");
        String basic = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.US_ASCII));
        assertThat(tokens.check("Basic " + basic, Instant.now()))
                .isEqualTo(new CallerTokens.Result.Known("scoring-app"));
        for (String header :
                List.of("Basic", "Basic ", "Basic !", "Basic YWJj", "Basic dG9rZW46", "Basic " + basic.substring(8))) {
            assertThat(tokens.check(header, Instant.now())).as(header).isInstanceOf(CallerTokens.Result.Unknown.class);
        }
    }

    @Test
    void whatIsNotATokenIsRefused() {
        for (String header :
                new String[] {null, "", "Basic abc", "Bearer ", "Bearer a.b.c", "Bearer " + "x".repeat(9000)}) {
            assertThat(tokens.check(header, Instant.now())).isInstanceOf(CallerTokens.Result.Unknown.class);
        }
    }

    @Test
    void everyClaimMustHold() {
        JwtClaims expired = IdentityProvider.claims("a");
        expired.setExpirationTimeMinutesInTheFuture(-1);
        refused(IdentityProvider.sign(expired, provider.rsa(), "RS256"), Refusal.Code.UNAUTHENTICATED, "expired");
        JwtClaims audience = IdentityProvider.claims("a");
        audience.setAudience("gatehouse-api");
        refused(IdentityProvider.sign(audience, provider.rsa(), "RS256"), Refusal.Code.UNAUTHENTICATED, "audience");
        JwtClaims issuer = IdentityProvider.claims("a");
        issuer.setIssuer("http://127.0.0.1/realms/other");
        refused(IdentityProvider.sign(issuer, provider.rsa(), "RS256"), Refusal.Code.UNAUTHENTICATED, "issuer");
        JwtClaims immortal = IdentityProvider.claims("a");
        immortal.unsetClaim("exp");
        refused(IdentityProvider.sign(immortal, provider.rsa(), "RS256"), Refusal.Code.UNAUTHENTICATED, "verified");
        JwtClaims roleless = IdentityProvider.claims("a");
        roleless.setClaim("realm_access", Map.of("roles", List.of("engineer")));
        refused(IdentityProvider.sign(roleless, provider.rsa(), "RS256"), Refusal.Code.CALLER_NOT_ALLOWED, "caller");
        JwtClaims nameless = IdentityProvider.claims("a");
        nameless.unsetClaim("azp");
        refused(IdentityProvider.sign(nameless, provider.rsa(), "RS256"), Refusal.Code.UNAUTHENTICATED, "no client");
    }

    @Test
    void aSignatureByAnyOtherMeansIsRefused() throws Exception {
        String good = provider.token("a");
        String[] parts = good.split("\\.");
        refused(parts[0] + "." + parts[1] + "." + parts[2].substring(4), Refusal.Code.UNAUTHENTICATED, "verified");
        String none = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString("{\"alg\":\"none\"}".getBytes(StandardCharsets.UTF_8));
        refused(none + "." + parts[1] + ".", Refusal.Code.UNAUTHENTICATED, "verified");

        JsonWebSignature hmac = new JsonWebSignature();
        hmac.setPayload(IdentityProvider.claims("a").toJson());
        hmac.setKey(new HmacKey(provider.rsa().getPublicKey().getEncoded()));
        hmac.setKeyIdHeaderValue("rsa-1");
        hmac.setAlgorithmHeaderValue("HS256");
        refused(hmac.getCompactSerialization(), Refusal.Code.UNAUTHENTICATED, "verified");
        try (IdentityProvider stranger = new IdentityProvider()) {
            refused(stranger.token("a"), Refusal.Code.UNAUTHENTICATED, "verified");
        }
    }

    @Test
    void aRememberedTokenStillExpires() {
        String token = provider.token("scoring-app");
        assertThat(check(token)).isInstanceOf(CallerTokens.Result.Known.class);
        // Beyond its life the memory no longer speaks for it; the token itself is asked again and has not expired yet.
        assertThat(tokens.check("Bearer " + token, Instant.now().plus(Duration.ofHours(2))))
                .isInstanceOf(CallerTokens.Result.Known.class);
        JwtClaims brief = IdentityProvider.claims("brief");
        brief.setExpirationTimeMinutesInTheFuture(0.05f);
        String soonOver = IdentityProvider.sign(brief, provider.rsa(), "RS256");
        assertThat(check(soonOver)).isInstanceOf(CallerTokens.Result.Known.class);
        assertThat(soonOver).satisfies(over -> until(() -> check(over) instanceof CallerTokens.Result.Unknown));
    }

    @Test
    void aRotatedKeyIsFetchedAndTheOldOneNoLongerCounts() throws Exception {
        String before = provider.token("scoring-app");
        assertThat(check(before)).isInstanceOf(CallerTokens.Result.Known.class);
        provider.rotate("rsa-2");
        until(() -> check(provider.token("scoring-app")) instanceof CallerTokens.Result.Known);
        refused(before, Refusal.Code.UNAUTHENTICATED, "verified");
    }

    @Test
    void aColdStartWithoutTheIssuerUsesTheKeysOnDisk() throws Exception {
        String token = provider.token("scoring-app");
        keys.stop();
        provider.close();
        tokens = newTokens(provider.jwksUrl());
        assertThat(check(token)).isInstanceOf(CallerTokens.Result.Unknown.class);
        keys.loadFromDisk();
        assertThat(check(token)).isEqualTo(new CallerTokens.Result.Known("scoring-app"));
    }
}
