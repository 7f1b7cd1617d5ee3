package dev.gatehouse.governance.releases;

import dev.gatehouse.governance.identity.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import java.util.UUID;

/** What is said and asked about a dossier. */
@Path("/api/v1")
class CommentResource {

    record CommentToWrite(
            @NotBlank @Size(max = 63) String section,

            @NotNull @Pattern(regexp = "comment|question", message = "is comment or question")
            String kind,

            @NotBlank @Size(max = Comments.MAX_CHARS) String text) {}

    record AnswerToWrite(
            @NotBlank @Size(max = Comments.MAX_CHARS) String text) {}

    record CommentList(List<Comment> items) {}

    private final Comments comments;

    @Inject
    CommentResource(Comments comments) {
        this.comments = comments;
    }

    @GET
    @Path("/releases/{release}/comments")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD, Roles.COMPLIANCE})
    public CommentList list(UUID release) {
        return new CommentList(comments.of(release));
    }

    @POST
    @Path("/releases/{release}/comments")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD})
    public Response write(UUID release, @Valid @NotNull CommentToWrite comment) {
        return Response.created(URI.create("/api/v1/releases/" + release + "/comments"))
                .entity(comments.write(release, comment.section(), comment.kind(), comment.text()))
                .build();
    }

    @POST
    @Path("/releases/{release}/comments/{comment}/answers")
    @RolesAllowed({Roles.ENGINEER, Roles.VALIDATOR, Roles.BOARD})
    public Response answer(UUID release, UUID comment, @Valid @NotNull AnswerToWrite answer) {
        return Response.created(URI.create("/api/v1/releases/" + release + "/comments"))
                .entity(comments.answer(release, comment, answer.text()))
                .build();
    }

    @POST
    @Path("/releases/{release}/comments/{comment}/withdraw")
    @RolesAllowed({Roles.VALIDATOR, Roles.BOARD})
    public Comment withdraw(UUID release, UUID comment) {
        return comments.withdraw(release, comment);
    }
}
