package dev.gatehouse.benchmarks;

import java.io.IOException;
import java.net.CookieHandler;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Somebody who signs in through Keycloak's page and then reads pages, as a browser without JavaScript does. */
final class PageReader {

    private static final Pattern FORM = Pattern.compile("<form[^>]*action=\"([^\"]+)\"");

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .cookieHandler(new Cookies())
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();
    private final URI home;

    private PageReader(URI home) {
        this.home = home;
    }

    /** Sends cookies back to the port that they came from. Java's own handler keeps none for HTTPS over plain HTTP, which browsers do on loopback. */
    private static final class Cookies extends CookieHandler {
        private final Map<Integer, Map<String, String>> jars = new ConcurrentHashMap<>();

        private Map<String, String> jar(URI uri) {
            return jars.computeIfAbsent(uri.getPort(), port -> new ConcurrentHashMap<>());
        }

        @Override
        public Map<String, List<String>> get(URI uri, Map<String, List<String>> headers) {
            List<String> pairs = jar(uri).entrySet().stream()
                    .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                    .toList();
            return pairs.isEmpty() ? Map.of() : Map.of("Cookie", List.of(String.join("; ", pairs)));
        }

        @Override
        public void put(URI uri, Map<String, List<String>> headers) {
            headers.forEach((name, values) -> {
                if ("set-cookie".equalsIgnoreCase(name)) {
                    values.forEach(value -> keep(uri, value));
                }
            });
        }

        private void keep(URI uri, String cookie) {
            String pair = cookie.split(";", 2)[0];
            String name = pair.substring(0, pair.indexOf('='));
            String value = pair.substring(pair.indexOf('=') + 1);
            if (value.isEmpty() || cookie.toLowerCase(Locale.ROOT).contains("max-age=0")) {
                jar(uri).remove(name);
            } else {
                jar(uri).put(name, value);
            }
        }
    }

    /** @throws IllegalStateException if the pages do not open */
    static PageReader signedIn(URI home, String person, String password) throws IOException, InterruptedException {
        PageReader reader = new PageReader(home);
        HttpResponse<String> login = reader.get("/ui");
        Matcher form = FORM.matcher(login.body());
        if (!form.find()) {
            throw new IllegalStateException("Keycloak's page has no form: " + login.statusCode() + " " + login.uri());
        }
        String fields = "username=" + encoded(person) + "&password=" + encoded(password) + "&credentialId=";
        HttpResponse<String> page = reader.http.send(
                HttpRequest.newBuilder(login.uri().resolve(form.group(1).replace("&amp;", "&")))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(fields))
                        .build(),
                BodyHandlers.ofString());
        if (page.statusCode() != 200 || !page.uri().getPath().equals("/ui")) {
            throw new IllegalStateException(person + " was not signed in: " + page.statusCode() + " " + page.uri());
        }
        return reader;
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(home.resolve(path)).build(), BodyHandlers.ofString());
    }

    /**
     * Reads a page.
     *
     * @return how long it took from the request to the last byte, in microseconds
     * @throws IllegalStateException if it is not there
     */
    long micros(String path) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        HttpResponse<String> page = get(path);
        long micros = (System.nanoTime() - begin) / 1_000;
        if (page.statusCode() != 200) {
            throw new IllegalStateException(path + " answered " + page.statusCode());
        }
        return micros;
    }

    /** Bytes of a page. */
    int bytes(String path) throws IOException, InterruptedException {
        return get(path).body().getBytes(StandardCharsets.UTF_8).length;
    }
}
