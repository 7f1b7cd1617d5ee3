package dev.gatehouse.gateway.secrets;

import dev.gatehouse.gateway.GatewayConfig;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * How https model servers are known, and how this gateway is known to them: TLS 1.2 or 1.3, with a certificate for the host's name by an
 * authority of the trust file, or of the JDK when there is none.
 */
public final class UpstreamTls {

    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    /** The same trust and identity for both clients. */
    private record Contexts(SslContext calls, SSLContext checks) {}

    private final boolean ownTrust;
    private final boolean ownIdentity;
    private final FollowedFiles<Contexts> files;

    /** @throws IllegalStateException when a file cannot be used */
    public UpstreamTls(GatewayConfig.Upstream config) {
        if (config.tlsCertificate().isPresent() != config.tlsKey().isPresent()) {
            throw new IllegalStateException(
                    "gatehouse.upstream.tls-certificate and gatehouse.upstream.tls-key are given together or not at all");
        }
        List<Path> paths = new ArrayList<>();
        config.tlsTrustFile().ifPresent(paths::add);
        config.tlsCertificate().ifPresent(paths::add);
        config.tlsKey().ifPresent(paths::add);
        this.ownTrust = config.tlsTrustFile().isPresent();
        this.ownIdentity = config.tlsCertificate().isPresent();
        this.files = new FollowedFiles<>("The trust in model servers", paths, false, this::read);
    }

    /** For the calls to model servers; it checks the host's name. */
    public SslContext forCalls() {
        return files.current().calls();
    }

    /** For questions about what a model server serves; its user checks the host's name. */
    public SSLContext forChecks() {
        return files.current().checks();
    }

    /** Reads the files again if they have changed. */
    public void look() {
        files.look();
    }

    /** Why they could not be read the last time. */
    public Optional<String> trouble() {
        return files.trouble();
    }

    private Contexts read(List<byte[]> contents) throws IOException, GeneralSecurityException {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(ownTrust ? authorities(TlsIdentity.certificates(contents.get(0))) : null);
        SslContextBuilder calls = SslContextBuilder.forClient()
                .trustManager(trust)
                .protocols(PROTOCOLS)
                .endpointIdentificationAlgorithm("HTTPS");
        SSLContext checks = SSLContext.getInstance("TLS");
        if (ownIdentity) {
            int at = ownTrust ? 1 : 0;
            KeyManagerFactory identity = identity(TlsIdentity.of(contents.get(at), contents.get(at + 1)));
            calls.keyManager(identity);
            checks.init(identity.getKeyManagers(), trust.getTrustManagers(), null);
        } else {
            checks.init(null, trust.getTrustManagers(), null);
        }
        return new Contexts(calls.build(), checks);
    }

    private static KeyStore authorities(List<X509Certificate> certificates)
            throws IOException, GeneralSecurityException {
        KeyStore store = empty();
        for (int i = 0; i < certificates.size(); i++) {
            store.setCertificateEntry(Integer.toString(i), certificates.get(i));
        }
        return store;
    }

    private static KeyManagerFactory identity(TlsIdentity own) throws IOException, GeneralSecurityException {
        KeyStore store = empty();
        store.setKeyEntry("own", own.key(), new char[0], own.chain().toArray(Certificate[]::new));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, new char[0]);
        return keys;
    }

    private static KeyStore empty() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }
}
