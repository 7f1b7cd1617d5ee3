package dev.gatehouse.gateway;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager.TestInjector;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/** A {@link World} with TLS on both sides of the gateway, and model servers that want to know who calls. */
public final class SecureWorld extends World {

    /** Calls at one time to one model server: half of what the gateway takes. */
    public static final int MAX_IN_FLIGHT = 4;

    public final Certificates authority = new Certificates("the authority");
    public final Certificates stranger = new Certificates("another authority");
    /** Wants a certificate of callers. */
    public ModelServer secureModel;

    public ModelServer modelOfAnotherName;
    public ModelServer modelOfAStranger;
    public Path certificateFile;
    public Path keyFile;
    public Path credentialsFile;
    private Path files;

    @Override
    public Map<String, String> start() {
        Map<String, String> settings = new HashMap<>(super.start());
        try {
            files = Files.createTempDirectory("gatehouse-secrets");
            secureModel = new ModelServer(authority.tls(authority.issue("model server", "127.0.0.1")));
            modelOfAnotherName = new ModelServer(authority.tls(authority.issue("model server", "models.example")));
            modelOfAStranger = new ModelServer(stranger.tls(stranger.issue("model server", "127.0.0.1")));
            certificateFile = files.resolve("listen.crt");
            keyFile = files.resolve("listen.key");
            credentialsFile = files.resolve("credentials");
            show(authority.issue("gateway", "127.0.0.1"));
            Files.createFile(
                    credentialsFile,
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            tell("first-secret", "second-secret");
            Certificates.Issued client = authority.issue("gateway", "gateway.example");
            settings.put("gatehouse.reload-interval", "1s");
            settings.put("gatehouse.binding-check-interval", "1s");
            settings.put("gatehouse.upstream.max-in-flight", Integer.toString(MAX_IN_FLIGHT));
            settings.put("gatehouse.listen.tls-certificate", certificateFile.toString());
            settings.put("gatehouse.listen.tls-key", keyFile.toString());
            settings.put(
                    "gatehouse.upstream.allowed",
                    String.join(
                            ",",
                            model.address(),
                            secureModel.address(),
                            modelOfAnotherName.address(),
                            modelOfAStranger.address()));
            settings.put(
                    "gatehouse.upstream.tls-trust-file",
                    write("trust.pem", authority.authority().certificatePem()));
            settings.put("gatehouse.upstream.tls-certificate", write("client.crt", client.certificatePem()));
            settings.put("gatehouse.upstream.tls-key", write("client.key", client.keyPem()));
            settings.put("gatehouse.upstream.credentials-file", credentialsFile.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return settings;
    }

    private String write(String name, String content) throws IOException {
        return Files.writeString(files.resolve(name), content).toString();
    }

    /** Puts another certificate of the gateway in the place of the one there. */
    public void show(Certificates.Issued issued) throws IOException {
        Files.writeString(certificateFile, issued.certificatePem());
        Files.writeString(keyFile, issued.keyPem());
    }

    /** Makes these the secrets that the secure and the plain model server want to see. */
    public void tell(String forSecure, String forPlain) throws IOException {
        Files.writeString(
                credentialsFile,
                "# who calls\n" + secureModel.address() + " Authorization: Bearer " + forSecure + "\n\n"
                        + model.address() + "\tX-API-Key: " + forPlain + "\n");
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(this, new TestInjector.MatchesType(SecureWorld.class));
    }

    @Override
    public void stop() {
        super.stop();
        secureModel.close();
        modelOfAnotherName.close();
        modelOfAStranger.close();
        try (Stream<Path> all = Files.walk(files)) {
            for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
