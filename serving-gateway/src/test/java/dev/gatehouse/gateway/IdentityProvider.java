package dev.gatehouse.gateway;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;

/** Issues access tokens as Keycloak shapes them and publishes its keys. */
public final class IdentityProvider implements AutoCloseable {

    public static final String ISSUER = "http://127.0.0.1/realms/gatehouse";
    public static final String AUDIENCE = "gatehouse-gateway";

    private final HttpServer server;
    private volatile PublicJsonWebKey rsa = rsaKey("rsa-1");
    private final PublicJsonWebKey ec;

    public IdentityProvider() throws IOException {
        try {
            ec = EcJwkGenerator.generateJwk(EllipticCurves.P256);
            ec.setKeyId("ec-1");
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
        server.createContext("/certs", exchange -> {
            byte[] keys = new JsonWebKeySet(rsa, ec)
                    .toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY)
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, keys.length);
            exchange.getResponseBody().write(keys);
            exchange.close();
        });
        server.start();
    }

    public String jwksUrl() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/certs";
    }

    /** Replaces the RSA key by a new one. */
    public void rotate(String keyId) {
        rsa = rsaKey(keyId);
    }

    public PublicJsonWebKey rsa() {
        return rsa;
    }

    public PublicJsonWebKey ec() {
        return ec;
    }

    /** Claims that pass, for a client. */
    public static JwtClaims claims(String clientId) {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(ISSUER);
        claims.setAudience(AUDIENCE);
        claims.setSubject("service-account-" + clientId);
        claims.setExpirationTimeMinutesInTheFuture(60);
        claims.setIssuedAt(NumericDate.now());
        claims.setClaim("azp", clientId);
        claims.setClaim("realm_access", Map.of("roles", List.of("caller")));
        return claims;
    }

    public String token(String clientId) {
        return sign(claims(clientId), rsa, "RS256");
    }

    public static String sign(JwtClaims claims, PublicJsonWebKey key, String algorithm) {
        JsonWebSignature signature = new JsonWebSignature();
        signature.setPayload(claims.toJson());
        signature.setKey(key.getPrivateKey());
        signature.setKeyIdHeaderValue(key.getKeyId());
        signature.setAlgorithmHeaderValue(algorithm);
        try {
            return signature.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private static PublicJsonWebKey rsaKey(String id) {
        try {
            PublicJsonWebKey key = RsaJwkGenerator.generateJwk(2048);
            key.setKeyId(id);
            return key;
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }
}
