using System.Net;
using System.Runtime.Serialization;
using Akka.Actor;
using Microsoft.AspNetCore.Http;
using Slimfront.Actors.Feeds;
using Slimfront.Actors.Journal;
using Slimfront.Actors.Protocol;
using Slimfront.Actors.Runners;
using Slimfront.Actors.Serialization;
using Slimfront.Search;
using Slimfront.Search.Studies;

namespace Slimfront.Actors.Http;

/// <summary>Answers clients beside the coordinator, or sends them to its node.</summary>
/// <remarks>What is asked is read from the feed, without the coordinator; what is ordered is the coordinator's.</remarks>
internal sealed class ClientGateway(
    IActorRef coordinator,
    Feed feed,
    EventStream events,
    Uri own,
    Func<StudySpec, StudySpec> prepare,
    ProgressTable? progress
)
{
    /// <summary>What a client is told while there is none.</summary>
    private const string NoCoordinator =
        "No coordinator is active now; it may be starting or moving to another node. Try again.";

    private const int LongestReason = 500;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Has a request handled here, if the coordinator is here.</summary>
    public async Task AnswerAsync(HttpContext http, Func<ClientGateway, HttpContext, Task> handle)
    {
        try
        {
            if (await ElsewhereAsync(http) is { } there)
            {
                // 307 keeps method and body.
                http.Response.StatusCode = (int)HttpStatusCode.TemporaryRedirect;
                http.Response.Headers.Location = new Uri(
                    there,
                    http.Request.Path.ToUriComponent() + http.Request.QueryString.ToUriComponent()
                ).AbsoluteUri;
                return;
            }

            await handle(this, http);
        }
        catch (AskTimeoutException)
        {
            await http.RefuseAsync(HttpStatusCode.ServiceUnavailable, NoCoordinator);
        }
        catch (UserErrorException e)
        {
            await http.RefuseAsync(HttpStatusCode.BadRequest, OneLine.Of(e.Message));
        }
        catch (SerializationException e)
        {
            await http.RefuseAsync(
                HttpStatusCode.BadRequest,
                $"The request cannot be read: {OneLine.Of(e.Message)}"
            );
        }
        catch (OperationCanceledException)
        {
            // The client is gone.
        }
    }

    public async Task SubmitAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        var spec = WireFormat.DecodeSpec(body.ToArray());
        spec = await Task.Run(() => prepare(spec), http.RequestAborted);
        await OrderAsync(http, new Submit(spec));
    }

    public async Task StopAsync(HttpContext http) =>
        await OrderAsync(http, new StopStudy(Name(http), await ReasonAsync(http, "stopped by a client")));

    public async Task PauseAsync(HttpContext http) =>
        await OrderAsync(http, new PauseStudy(Name(http), await ReasonAsync(http, "paused by a client")));

    public async Task ContinueAsync(HttpContext http) =>
        await OrderAsync(
            http,
            new ContinueStudy(Name(http), await ReasonAsync(http, "continued by a client"))
        );

    public Task StudiesAsync(HttpContext http) =>
        SeeAsync(http, view => http.JsonAsync(ViewOf.Studies(view)));

    public Task ViewAsync(HttpContext http) => SeeAsync(http, view => http.JsonAsync(ViewOf.All(view)));

    public Task NeededAsync(HttpContext http) =>
        SeeAsync(
            http,
            view =>
                http.TextAsync(
                    string.Join(
                        '\n',
                        view.Studies.Values.SelectMany(Keeping.KeptNames).Distinct(StringComparer.Ordinal)
                    )
                )
        );

    public Task ProgressAsync(HttpContext http) =>
        SeeStudyAsync(
            http,
            async _ =>
                await http.JsonAsync(progress is null ? [] : await Task.Run(() => progress.Read(Name(http))))
        );

    public Task EventsAsync(HttpContext http) =>
        SeeStudyAsync(http, view => events.SendAsync(http, view, Name(http)));

    private async Task OrderAsync(HttpContext http, object order)
    {
        var reply = await AskAsync<object>(order, http);
        await (
            reply switch
            {
                Accepted accepted => http.TextAsync(accepted.Text),
                Rejected rejected => http.RefuseAsync(HttpStatusCode.BadRequest, rejected.Reason),
                _ => http.RefuseAsync(
                    HttpStatusCode.InternalServerError,
                    $"Unexpected reply {reply.GetType().Name}."
                ),
            }
        );
    }

    private static async Task<string> ReasonAsync(HttpContext http, string otherwise)
    {
        using var reader = new StreamReader(http.Request.Body);
        var buffer = new char[LongestReason];
        var length = await reader.ReadBlockAsync(buffer, http.RequestAborted);
        var reason = OneLine.Of(new string(buffer, 0, length));
        return reason.Length == 0 ? otherwise : reason;
    }

    // The base address of the coordinator's node; null where that is this one.
    private async Task<Uri?> ElsewhereAsync(HttpContext http)
    {
        if (feed.Now is not null)
            return null;
        var at = await AskAsync<CoordinatorAt>(new WhereIsCoordinator(), http);
        return Uri.TryCreate(at.Source, UriKind.Absolute, out var there) && there != own ? there : null;
    }

    private Task SeeStudyAsync(HttpContext http, Func<ClusterView, Task> answer) =>
        SeeAsync(
            http,
            view =>
                view.Studies.ContainsKey(Name(http))
                    ? answer(view)
                    : http.RefuseAsync(HttpStatusCode.NotFound, view.Unknown(Name(http)))
        );

    private Task SeeAsync(HttpContext http, Func<ClusterView, Task> answer) =>
        feed.Now is { } view
            ? answer(view)
            : http.RefuseAsync(HttpStatusCode.ServiceUnavailable, NoCoordinator);

    private Task<T> AskAsync<T>(object question, HttpContext http) =>
        coordinator.Ask<T>(question, Patience, http.RequestAborted);

    private static string Name(HttpContext http) => (string)http.Request.RouteValues["name"]!;
}
