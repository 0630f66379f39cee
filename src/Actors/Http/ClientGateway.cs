using System.Globalization;
using System.Net;
using System.Runtime.Serialization;
using Akka.Actor;
using Microsoft.AspNetCore.Http;
using Slimfront.Actors.Journal;
using Slimfront.Actors.Protocol;
using Slimfront.Actors.Runners;
using Slimfront.Actors.Serialization;
using Slimfront.Search;
using Slimfront.Search.Studies;

namespace Slimfront.Actors.Http;

/// <summary>Answers clients by asking the coordinator in this process, or sends them to its node.</summary>
internal sealed class ClientGateway(
    IActorRef coordinator,
    Uri own,
    Func<StudySpec, StudySpec> prepare,
    ProgressTable? progress
)
{
    private const int LongestWaitSeconds = 60;
    private const int LongestReason = 500;
    private const int EventsAtOnce = 500;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(200);

    /// <summary>Has a request handled here, if the coordinator is here.</summary>
    public async Task AnswerAsync(HttpContext http, Func<ClientGateway, HttpContext, Task> handle)
    {
        try
        {
            var at = await AskAsync<CoordinatorAt>(new WhereIsCoordinator(), http);
            if (Uri.TryCreate(at.Source, UriKind.Absolute, out var there) && there != own)
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
            await http.RefuseAsync(
                HttpStatusCode.ServiceUnavailable,
                "No coordinator is active now; it may be starting or moving to another node. Try again."
            );
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
        if (spec.Data is null || spec.WarmStart.IsDefault)
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

    public async Task StudiesAsync(HttpContext http) =>
        await http.JsonAsync(ViewOf.Studies(await SeeAsync(http)));

    public async Task ViewAsync(HttpContext http)
    {
        var at = await AskAsync<CoordinatorAt>(new WhereIsCoordinator(), http);
        await http.JsonAsync(ViewOf.All(at.Epoch, await SeeAsync(http)));
    }

    public async Task NeededAsync(HttpContext http)
    {
        var studies = (await SeeAsync(http)).Studies.Values;
        var names = studies.SelectMany(Keeping.KeptNames).Distinct(StringComparer.Ordinal);
        await http.TextAsync(string.Join('\n', names));
    }

    public async Task ProgressAsync(HttpContext http)
    {
        var view = await SeeAsync(http);
        if (!view.Studies.ContainsKey(Name(http)))
        {
            await http.RefuseAsync(HttpStatusCode.NotFound, Unknown(Name(http), view));
            return;
        }

        var points = progress is null ? [] : await Task.Run(() => progress.Read(Name(http)));
        await http.JsonAsync(points);
    }

    public async Task EventsAsync(HttpContext http)
    {
        var (after, wait) = (Number(http, "after"), Math.Min(Number(http, "wait"), LongestWaitSeconds));
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        patience.CancelAfter(TimeSpan.FromSeconds(wait));
        while (true)
        {
            var view = await SeeAsync(http);
            if (!view.Events.TryGetValue(Name(http), out var events))
            {
                await http.RefuseAsync(HttpStatusCode.NotFound, Unknown(Name(http), view));
                return;
            }

            if (after > events.Count)
            {
                await http.RefuseAsync(
                    HttpStatusCode.Conflict,
                    $"Study '{Name(http)}' has {events.Count} events, fewer than the {after} known: read it anew."
                );
                return;
            }

            if (after < events.Count || !await PauseAsync(patience.Token))
            {
                var range = events.GetRange(after, Math.Min(events.Count - after, EventsAtOnce));
                await http.BytesAsync(WireFormat.EncodeEvents(range));
                return;
            }
        }
    }

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

    private Task<ClusterView> SeeAsync(HttpContext http) => AskAsync<ClusterView>(new GetView(), http);

    private Task<T> AskAsync<T>(object question, HttpContext http) =>
        coordinator.Ask<T>(question, Patience, http.RequestAborted);

    // False when the time is over.
    private static async Task<bool> PauseAsync(CancellationToken patience)
    {
        await Task.Delay(PollInterval, patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !patience.IsCancellationRequested;
    }

    private static string Name(HttpContext http) => (string)http.Request.RouteValues["name"]!;

    private static int Number(HttpContext http, string name) =>
        int.TryParse(
            http.Request.Query[name],
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var number
        )
            ? number
            : 0;

    private static string Unknown(string name, ClusterView view) =>
        view.Studies.IsEmpty
            ? $"No study is called '{name}': there is none yet."
            : $"No study is called '{name}'. There are: {string.Join(", ", view.Studies.Keys)}.";
}
