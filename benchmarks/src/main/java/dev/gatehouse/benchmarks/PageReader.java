package dev.gatehouse.benchmarks;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Somebody who signs in through Keycloak's page and then reads pages, as a browser without JavaScript does. */
final class PageReader {

    private static final Pattern FORM = Pattern.compile("<form[^>]*action=\"([^\"]+)\"");

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .cookieHandler(new CookieManager())
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();
    private final URI home;

    private PageReader(URI home) {
        this.home = home;
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
