using System.Collections.Immutable;
using System.Net;
using System.Net.Http.Headers;
using Slimfront.Actors.Runners;
using Slimfront.Search;

namespace Slimfront.Actors.Http;

/// <summary>Sends a client's requests to a node that answers, and follows it to the coordinator's.</summary>
/// <remarks>
/// Every request may be sent twice without harm, so it is sent again, to another node if there is one, while a coordinator moves
/// or a node that answered before is silent.
/// </remarks>
internal sealed class ClusterConnection : IDisposable
{
    private const int MostRedirects = 5;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    // A takeover takes 35 seconds at most; a coordinator that is started again by hand, a little longer.
    private static readonly TimeSpan Takeover = TimeSpan.FromMinutes(2);

    private readonly HttpClient _client;
    private readonly string _token;
    private readonly bool _outlasts;

    public ClusterConnection(
        ImmutableArray<Uri> nodes,
        string token,
        HttpMessageHandler? handler,
        bool outlasts
    )
    {
        Nodes = new(nodes);
        _outlasts = outlasts;
        _token = token;
        // Redirects are followed here: the usual handler would drop the token on its way.
        _client = new(handler ?? new SocketsHttpHandler { AllowAutoRedirect = false })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>Whom it sends to.</summary>
    public Addresses Nodes { get; }

    /// <summary>Asks exactly one address, once; only the head of the answer is read.</summary>
    public async Task<HttpResponseMessage> GetAsync(Uri address, CancellationToken cancel)
    {
        using var request = Request(HttpMethod.Get, address, null);
        return await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
    }

    public void Dispose() => _client.Dispose();

    /// <summary>The coordinator's answer.</summary>
    /// <param name="method">GET or POST.</param>
    /// <param name="path">Path and query.</param>
    /// <param name="body">Makes the body, once for each try; null for none.</param>
    /// <param name="limit">How long one try may take.</param>
    /// <param name="cancel">Gives up.</param>
    /// <param name="isStream">Whether the body is read while it comes: then only the head of the answer has to be there.</param>
    /// <exception cref="UserErrorException">It refuses, or no node answers.</exception>
    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method,
        string path,
        Func<HttpContent>? body,
        TimeSpan limit,
        CancellationToken cancel,
        bool isStream = false
    )
    {
        var until = isStream
            ? HttpCompletionOption.ResponseHeadersRead
            : HttpCompletionOption.ResponseContentRead;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var isKnown = _outlasts && Nodes.HasAnswered;
        patience.CancelAfter(isKnown ? limit + Takeover : limit);
        UserErrorException? silence = null;
        while (!patience.IsCancellationRequested)
        {
            try
            {
                var response = await SendOnceAsync(method, path, body, limit, until, patience.Token);
                Nodes.Answered();
                return response;
            }
            catch (SilentNodeException e)
            {
                Nodes.WasSilent();
                silence = new UserErrorException(e.Message, e.InnerException);
                if (e.MayPass && _outlasts && !isKnown)
                {
                    isKnown = true;
                    patience.CancelAfter(limit + Takeover);
                }
                else if (!e.MayPass && !isKnown && Nodes.AreAllSilent)
                {
                    throw silence;
                }
            }
            catch (OperationCanceledException) when (patience.IsCancellationRequested)
            {
                break;
            }

            await Task.Delay(Pause, patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        cancel.ThrowIfCancellationRequested();
        throw silence ?? Late(Nodes.Current, limit, null);
    }

    // Follows redirects to the coordinator's node.
    private async Task<HttpResponseMessage> SendOnceAsync(
        HttpMethod method,
        string path,
        Func<HttpContent>? body,
        TimeSpan limit,
        HttpCompletionOption until,
        CancellationToken cancel
    )
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(limit);
        var address = new Uri(Nodes.Current, path);
        try
        {
            for (var hop = 0; hop <= MostRedirects; hop++)
            {
                using var request = Request(method, address, body?.Invoke());
                var response = await _client.SendAsync(request, until, patience.Token);
                if (response.IsSuccessStatusCode)
                    return response;
                using (response)
                    address = response.StatusCode switch
                    {
                        HttpStatusCode.TemporaryRedirect => Target(address, response),
                        HttpStatusCode.ServiceUnavailable => throw new SilentNodeException(
                            (await RefusalAsync(response, patience.Token)).Message,
                            mayPass: true
                        ),
                        _ => throw await RefusalAsync(response, patience.Token),
                    };
            }
        }
        catch (HttpRequestException e)
        {
            var place = address.GetLeftPart(UriPartial.Authority);
            // A node answered and named a coordinator that is gone: another one will take over.
            var isMoving = address.Authority != Nodes.Current.Authority;
            throw new SilentNodeException($"No node answers at {place}: {Reason(e)}", isMoving, e);
        }
        catch (OperationCanceledException e) when (!cancel.IsCancellationRequested)
        {
            throw new SilentNodeException(Late(address, limit, e).Message, mayPass: false, e);
        }

        throw new SilentNodeException(
            $"The nodes of the cluster at {Nodes.Text} send each other's clients in circles; try again.",
            mayPass: true
        );
    }

    private static UserErrorException Late(Uri address, TimeSpan limit, Exception? cause) =>
        new(
            $"{address.GetLeftPart(UriPartial.Authority)} did not answer within {limit.TotalSeconds:0} s.",
            cause
        );

    private HttpRequestMessage Request(HttpMethod method, Uri address, HttpContent? body) =>
        new(method, address)
        {
            Content = body,
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", _token) },
        };

    // The token goes along, so never from an encrypted connection to an open one.
    private static Uri Target(Uri from, HttpResponseMessage response)
    {
        var target = response.Headers.Location is { } location ? new Uri(from, location) : null;
        var isSafe = target?.Scheme == from.Scheme || target?.Scheme == Uri.UriSchemeHttps;
        return target is not null && isSafe
            ? target
            : throw new UserErrorException($"{from} redirects to '{target}', which is not followed.");
    }

    private static string Reason(HttpRequestException e) =>
        e.HttpRequestError switch
        {
            HttpRequestError.SecureConnectionError =>
                "it shows no certificate of this cluster's authority for that name, or wants another one of ours, or has no TLS "
                    + $"and is called by http:// ({OneLine.Of(e.InnerException?.Message ?? e.Message)})",
            HttpRequestError.ResponseEnded =>
                "what listens there does not answer HTTP. A node with TLS is called by https://; "
                    + "clients call a node's --http-port, not its --port.",
            _ => OneLine.Of(e.Message),
        };

    private static async Task<UserErrorException> RefusalAsync(
        HttpResponseMessage response,
        CancellationToken cancel
    )
    {
        var line = OneLine.Of(await response.Content.ReadAsStringAsync(cancel));
        return new(
            line.Length > 0 ? line : $"The node answered {(int)response.StatusCode} {response.ReasonPhrase}."
        );
    }

    // Another node, or the same one a little later, may answer.
    private sealed class SilentNodeException(string message, bool mayPass, Exception? inner = null)
        : Exception(message, inner)
    {
        // Whether it is known to pass: the cluster is there, its coordinator moves.
        public bool MayPass => mayPass;
    }
}
