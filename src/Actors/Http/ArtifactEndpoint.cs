using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Slimfront.Actors.Artifacts;
using Slimfront.Search.Stages;

namespace Slimfront.Actors.Http;

/// <summary>Serves artifacts, whole or from some byte on.</summary>
internal sealed class ArtifactEndpoint(ArtifactStore? store, Action<long>? sent)
{
    public async Task GetAsync(HttpContext http)
    {
        var artifact = new ArtifactId(http.Request.RouteValues["hash"] as string ?? "");
        if (Open(artifact, isRest: http.Request.Headers.Range.Count > 0) is not { } file)
        {
            await http.RefuseAsync(
                HttpStatusCode.NotFound,
                $"This node has no sound artifact '{artifact.Short}'."
            );
            return;
        }

        // Disposes of the file.
        var answer = TypedResults.Stream(
            file,
            "application/octet-stream",
            entityTag: new EntityTagHeaderValue($"\"{artifact.Hex}\""),
            enableRangeProcessing: true
        );
        await answer.ExecuteAsync(http);
        sent?.Invoke(http.Response.ContentLength ?? 0);
    }

    // Checked once for a transfer; who asks for the rest of one checks the whole himself.
    private FileStream? Open(ArtifactId artifact, bool isRest) =>
        isRest ? store?.Open(artifact) : store?.OpenVerified(artifact);
}
