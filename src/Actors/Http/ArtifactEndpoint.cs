using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Slimfront.Actors.Artifacts;
using Slimfront.Search.Stages;

namespace Slimfront.Actors.Http;

/// <summary>Serves artifacts, whole or from some byte on.</summary>
/// <remarks>
/// Whoever fetches checks what came, so nothing is read twice here. Who got other bytes than he asked for asks again with
/// "?doubted": then the copy is checked first, and a damaged one is put aside and not sent. Memory: one block for each
/// transfer; the receiver's pace is ours.
/// </remarks>
internal sealed class ArtifactEndpoint(ArtifactStore? store)
{
    /// <summary>The query of a request whose sender got damaged bytes before.</summary>
    public const string Doubted = "doubted";

    private const int BlockBytes = 256 * 1024;

    public async Task GetAsync(HttpContext http)
    {
        var artifact = new ArtifactId(http.Request.RouteValues["hash"] as string ?? "");
        var isDoubted = http.Request.Query.ContainsKey(Doubted);
        using var held = store?.Hold(artifact);
        using var file = isDoubted ? store?.OpenVerified(artifact) : store?.Open(artifact);
        if (file is null)
        {
            await http.RefuseAsync(
                HttpStatusCode.NotFound,
                $"This node has no sound artifact '{artifact.Short}'."
            );
            return;
        }

        http.Response.Headers.AcceptRanges = "bytes";
        http.Response.ContentType = "application/octet-stream";
        var (from, to) = Range(http.Request, file.Length);
        if (from > to && file.Length > 0)
        {
            http.Response.StatusCode = (int)HttpStatusCode.RequestedRangeNotSatisfiable;
            http.Response.Headers.ContentRange = new ContentRangeHeaderValue(file.Length).ToString();
            return;
        }

        if (to - from + 1 < file.Length)
        {
            http.Response.StatusCode = (int)HttpStatusCode.PartialContent;
            http.Response.Headers.ContentRange = new ContentRangeHeaderValue(
                from,
                to,
                file.Length
            ).ToString();
        }

        http.Response.ContentLength = to - from + 1;
        await SendAsync(file, from, to, http);
    }

    // One range with a beginning is honoured; the whole file answers everything else.
    private static (long From, long To) Range(HttpRequest request, long length) =>
        request.GetTypedHeaders().Range is { Unit.Value: "bytes", Ranges: { Count: 1 } ranges }
        && ranges.First() is { From: { } from, To: var to }
            ? (from, Math.Min(to ?? long.MaxValue, length - 1))
            : (0, length - 1);

    // From the disk into the response's own buffers, without another one between.
    private static async Task SendAsync(FileStream file, long from, long to, HttpContext http)
    {
        var writer = http.Response.BodyWriter;
        for (var at = from; at <= to; )
        {
            var block = writer.GetMemory(BlockBytes);
            var wanted = (int)Math.Min(block.Length, to - at + 1);
            var read = RandomAccess.Read(file.SafeFileHandle, block.Span[..wanted], at);
            if (read == 0)
                throw new IOException("The artifact was cut off while it was sent.");
            writer.Advance(read);
            at += read;
            if ((await writer.FlushAsync(http.RequestAborted)).IsCompleted)
                return;
        }
    }
}
