using Akka.Actor;
using Slimfront.Actors.Artifacts;
using Slimfront.Actors.Feeds;
using Slimfront.Actors.Http;
using Slimfront.Actors.Journal;
using Slimfront.Actors.Telemetry;
using Slimfront.Search;

namespace Slimfront.Actors.Nodes;

/// <summary>What of a node does not depend on its being in a cluster: store, journal's file, HTTP service, slots' runners.</summary>
/// <remarks>Opened step by step, each with all that the ones before gave; closed in the reverse order.</remarks>
internal sealed class NodeParts : IAsyncDisposable
{
    private readonly NodeBasis _basis;
    private readonly NodeStorage _storage;
    private readonly Ownership _owned;
    private bool _isTokenChecked;

    private NodeParts(
        NodeBasis basis,
        NodeStorage storage,
        NodeJournal? journal,
        HttpService http,
        Ownership owned
    )
    {
        (_basis, _storage, _owned) = (basis, storage, owned);
        (Journal, Http) = (journal, http);
        Slots = new(basis, storage, http.Address);
    }

    /// <summary>The secret of its HTTP service.</summary>
    public string Token => _basis.Token;

    /// <summary>Its HTTP service.</summary>
    public HttpService Http { get; }

    /// <summary>Its artifacts.</summary>
    public ArtifactStore Store => _storage.Store;

    /// <summary>What a coordinator of this node has written, for readers.</summary>
    public Feed Feed => _basis.Feed;

    /// <summary>Its counters.</summary>
    public NodeTelemetry Telemetry => _basis.Telemetry;

    /// <summary>Its journal; null on a node that has none, and so can hold no coordinator.</summary>
    public NodeJournal? Journal { get; }

    /// <summary>Its slots.</summary>
    public NodeSlots Slots { get; }

    /// <summary>Its life in the cluster.</summary>
    public NodeMembership Membership => _basis.Membership;

    /// <summary>Opens everything.</summary>
    public static async Task<NodeParts> OpenAsync(NodeOptions options)
    {
        var owned = new Ownership();
        try
        {
            RequireRoom(options);
            var basis = NodeBasis.Of(options, owned);
            var storage = NodeStorage.Open(basis, owned);
            var journal = await NodeJournal.OpenAsync(options, owned);
            var http = owned.OwnAsync(await ServeAsync(basis, storage.Store));
            return new(basis, storage, journal, http, owned);
        }
        catch
        {
            await owned.DisposeAsync();
            throw;
        }
    }

    /// <summary>Has a worker that is in its cluster for the first time compare tokens, before anything is made.</summary>
    /// <param name="coordinator">The way to the coordinator.</param>
    /// <exception cref="UserErrorException">The cluster has another token.</exception>
    public async Task CheckTokenAsync(IActorRef coordinator)
    {
        if (_isTokenChecked || _basis.Options.Roles.HasFlag(NodeRoles.Coordinator))
            return;
        await new TokenCheck(_basis.Options.Tls, Token, coordinator).PassAsync();
        _isTokenChecked = true;
    }

    /// <summary>Keeps the store within its limit, if it has one.</summary>
    public void StartKeeper()
    {
        var options = _basis.Options;
        if (options.StoreLimit is not { } limit)
            return;
        var client = new ClusterClient(Http.Address, Token, options.Tls?.Handler());
        _owned.OwnAsync(new StoreKeeper(Store, limit, client, options.Clock, Membership.Note));
    }

    /// <summary>Closes files and connections, once the actors have ended.</summary>
    public ValueTask DisposeAsync() => _owned.DisposeAsync();

    private static void RequireRoom(NodeOptions options)
    {
        DiskRoom.Require(options.StoreDirectory);
        if (options.Journal is JournalTarget.Sqlite { File: var file })
            DiskRoom.Require(Path.GetDirectoryName(Path.GetFullPath(file))!);
    }

    private static async Task<HttpService> ServeAsync(NodeBasis basis, ArtifactStore store)
    {
        var options = basis.Options;
        return await HttpService.StartAsync(
            new HttpOptions
            {
                Address = await ListenAddress.OfAsync(options),
                PublicHost = options.Tls is null ? null : options.Host,
                Tls = options.Tls,
                Port = options.HttpPort,
                Token = basis.Token,
                Store = store,
                Sent = basis.Telemetry.Transfers.Sent,
                IsReady = cancel => Readiness.AskAsync(basis.Membership.Life, cancel),
                Metrics = options.Metrics,
            }
        );
    }
}
