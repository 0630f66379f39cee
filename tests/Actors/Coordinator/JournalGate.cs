using Akka.Configuration;
using Akka.Persistence;
using Akka.Persistence.TestKit;

namespace Slimfront.Actors.Tests.Coordinator;

/// <summary>Holds a journal's writes up until it is opened.</summary>
internal sealed class JournalGate : IJournalInterceptor
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>A journal that tests may make fail or wait.</summary>
    public static Config Configuration { get; } =
        ConfigurationFactory
            .ParseString("akka.persistence.journal.plugin = \"akka.persistence.journal.test\"")
            .WithFallback(
                ConfigurationFactory.FromResource<TestJournal>("Akka.Persistence.TestKit.config.conf")
            );

    /// <summary>Ends when a write has come to it.</summary>
    public Task Reached => _reached.Task;

    /// <summary>The journal of a bench with that configuration.</summary>
    public static ITestJournal Of(Bench bench) =>
        TestJournal.FromRef(Persistence.Instance.Apply(bench.Kit.Sys).JournalFor(null));

    public void Open() => _open.TrySetResult();

    public Task InterceptAsync(IPersistentRepresentation message)
    {
        _reached.TrySetResult();
        return _open.Task;
    }
}
