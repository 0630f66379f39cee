using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch.SysMsg;

namespace Slimfront.Actors.Tests.Security;

/// <summary>A plain Akka peer with none of our restrictions, and what it tries on another system.</summary>
internal sealed class Attacks : IAsyncDisposable
{
    private readonly ActorSystem _system;
    private readonly Address _victim;

    private Attacks(ActorSystem system, Address victim)
    {
        _system = system;
        _victim = victim;
    }

    /// <summary>The messages that would make something of the attacker's choosing.</summary>
    public static IReadOnlyDictionary<string, Func<Attacks, string, Task>> Makers { get; } =
        new Dictionary<string, Func<Attacks, string, Task>>(StringComparer.Ordinal)
        {
            ["an object by JSON"] = (a, path) => a.TellAsync(path, new Bait.Message()),
            ["an exception"] = (a, path) => a.TellAsync(path, new Status.Failure(new Bait.Failure())),
            ["an actor"] = (a, _) => a.DeployAsync(),
        };

    /// <summary>The messages that would end an actor.</summary>
    public static IReadOnlyDictionary<string, Func<Attacks, string, Task>> Killers { get; } =
        new Dictionary<string, Func<Attacks, string, Task>>(StringComparer.Ordinal)
        {
            ["poison"] = (a, path) => a.TellAsync(path, PoisonPill.Instance),
            ["a kill"] = (a, path) => a.TellAsync(path, Kill.Instance),
            ["an order to stop"] = (a, path) => a.SystemAsync(path, new Terminate()),
            ["a failure of a child"] = (a, path) =>
                a.SystemAsync(path, new Failed(ActorRefs.Nobody, new InvalidOperationException("no"), 1)),
        };

    public static Attacks On(Address victim) =>
        new(
            ActorSystem.Create(
                "slimfront",
                ConfigurationFactory.ParseString(
                    """
                    akka {
                      loglevel = OFF
                      stdout-loglevel = OFF
                      actor.provider = remote
                      actor.serialize-messages = off
                      remote.dot-netty.tcp { hostname = "127.0.0.1", port = 0 }
                    }
                    """
                )
            ),
            victim
        );

    /// <summary>Whether an actor answers when it is asked who it is.</summary>
    public async Task<bool> AnswersAsync(string path)
    {
        try
        {
            var identity = await _system
                .ActorSelection(new RootActorPath(_victim) / path.Split('/'))
                .Ask<ActorIdentity>(new Identify(1), TimeSpan.FromSeconds(1));
            return identity.Subject is not null;
        }
        catch (AskTimeoutException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _system.Terminate();
        _system.Dispose();
    }

    // By its path, as somebody who guesses it, and by a reference, as somebody who has one.
    private Task TellAsync(string path, object message)
    {
        var target = new RootActorPath(_victim) / path.Split('/');
        _system.ActorSelection(target).Tell(message);
        Provider.ResolveActorRef(target.ToString()).Tell(message);
        return Task.CompletedTask;
    }

    private Task SystemAsync(string path, ISystemMessage message)
    {
        var target = new RootActorPath(_victim) / path.Split('/');
        ((IInternalActorRef)Provider.ResolveActorRef(target.ToString())).SendSystemMessage(message);
        return Task.CompletedTask;
    }

    private Task DeployAsync()
    {
        var props = Props.Create<Bait.Agent>().WithDeploy(Deploy.None.WithScope(new RemoteScope(_victim)));
        _system.ActorOf(props);
        return Task.CompletedTask;
    }

    private IActorRefProvider Provider => ((ExtendedActorSystem)_system).Provider;
}
