package dev.gatehouse.benchmarks;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.lang.JoseException;

/** An identity provider as the gateway sees one: keys on loopback, and tokens signed by them. */
final class TokenIssuer implements AutoCloseable {
    static final String ISSUER = "http://127.0.0.1/realms/gatehouse";

    private static final int TOKEN_MINUTES = 120;

    private final PublicJsonWebKey key;
    private final HttpServer server;

    TokenIssuer() throws IOException, JoseException {
        key = RsaJwkGenerator.generateJwk(2048);
        key.setKeyId("benchmark");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        byte[] keys = new JsonWebKeySet(key)
                .toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY)
                .getBytes(StandardCharsets.UTF_8);
        server.createContext("/certs", exchange -> {
            exchange.sendResponseHeaders(200, keys.length);
            exchange.getResponseBody().write(keys);
            exchange.close();
        });
        server.start();
    }

    String keysUrl() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/certs";
    }

    /** An access token of a client that may call the gateway. */
    String token(String client) throws JoseException {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(ISSUER);
        claims.setAudience("gatehouse-gateway");
        claims.setSubject("service-account-" + client);
        claims.setExpirationTimeMinutesInTheFuture(TOKEN_MINUTES);
        claims.setIssuedAtToNow();
        claims.setClaim("azp", client);
        claims.setClaim("realm_access", Map.of("roles", List.of("caller")));
        JsonWebSignature token = new JsonWebSignature();
        token.setPayload(claims.toJson());
        token.setKey(key.getPrivateKey());
        token.setKeyIdHeaderValue(key.getKeyId());
        token.setAlgorithmHeaderValue("RS256");
        return token.getCompactSerialization();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
