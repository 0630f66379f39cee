using System.Net;
using Akka.Actor;
using Slimfront.Actors.Protocol;
using Slimfront.Actors.Security;
using Slimfront.Search;

namespace Slimfront.Actors.Nodes;

/// <summary>
/// Whether a node that has joined bears its cluster's token. Nodes ask it of each other for artifacts: what a node with another
/// one made could be fetched by nobody, and would be made again and again.
/// </summary>
/// <param name="tls">The node's certificates, if it has any.</param>
/// <param name="token">Its token.</param>
/// <param name="coordinator">The way to the coordinator.</param>
internal sealed class TokenCheck(Tls? tls, string token, IActorRef coordinator)
{
    private const int Rounds = 3;

    // Asked once the node is in its cluster: no answer means that a coordinator is being replaced, or the machine is busy.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Asks the coordinator's node. Where none answers the node may go on.</summary>
    /// <exception cref="UserErrorException">The cluster has another token.</exception>
    public async Task PassAsync()
    {
        for (var round = 0; round < Rounds; round++)
            if (await AnswerAsync() is { } isBorne)
            {
                if (!isBorne)
                    throw new UserErrorException(
                        "The node's token is not its cluster's: give every node and client the same --token, or the variable SLIMFRONT_TOKEN."
                    );
                return;
            }
    }

    // Null where nobody answered.
    private async Task<bool?> AnswerAsync()
    {
        try
        {
            var at = await coordinator.Ask<CoordinatorAt>(new WhereIsCoordinator(), Patience);
            using var client = new HttpClient(tls?.Handler() ?? Tls.LoopbackHandler());
            client.Timeout = Patience;
            client.DefaultRequestHeaders.Authorization = new("Bearer", token);
            using var answer = await client.GetAsync(new Uri(new(at.Source), "/studies"));
            return answer.StatusCode is not HttpStatusCode.Unauthorized;
        }
        catch (Exception e)
            when (e is AskTimeoutException or HttpRequestException or OperationCanceledException)
        {
            return null;
        }
    }
}
