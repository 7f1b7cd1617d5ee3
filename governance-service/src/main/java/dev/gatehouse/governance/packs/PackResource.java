package dev.gatehouse.governance.packs;

import dev.gatehouse.governance.identity.Roles;
import dev.gatehouse.risk.PolicyPack;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;

@Path("/api/v1")
class PackResource {

    private static final String YAML = "application/yaml";

    record PackList(List<Packs.PackSummary> items) {}

    private final Packs packs;

    @Inject
    PackResource(Packs packs) {
        this.packs = packs;
    }

    @GET
    @Path("/packs")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public PackList list() {
        return new PackList(packs.all());
    }

    @GET
    @Path("/packs/{pack}")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public PackView get(String pack, @QueryParam("digest") String digest) {
        return packs.view(pack, Optional.ofNullable(digest));
    }

    @GET
    @Path("/packs/{pack}/files/{digest}")
    @Produces({YAML, MediaType.APPLICATION_JSON})
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.OPERATOR, Roles.COMPLIANCE})
    public Response file(String pack, String digest) {
        return Response.ok(packs.bytes(pack, digest), YAML)
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + pack + ".yaml\"")
                .build();
    }

    @POST
    @Path("/packs")
    @Consumes(YAML)
    @RolesAllowed({Roles.VALIDATOR, Roles.COMPLIANCE})
    public Response upload(InputStream body) {
        Packs.Arrival arrival = packs.upload(atMost(body, PolicyPack.MAX_PACK_BYTES + 1));
        PackFile file = arrival.file();
        return Response.status(arrival.created() ? Response.Status.CREATED : Response.Status.OK)
                .location(URI.create("/api/v1/packs/" + file.pack() + "/files/" + file.digest()))
                .entity(file)
                .build();
    }

    private static byte[] atMost(InputStream body, int bytes) {
        try {
            return body.readNBytes(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("the upload broke off", e);
        }
    }
}
