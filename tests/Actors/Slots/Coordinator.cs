using System.Collections.Concurrent;
using System.Collections.Immutable;
using Akka.Actor;
using Slimfront.Actors.Tests.Support;

namespace Slimfront.Actors.Tests.Slots;

/// <summary>Keeps all it is told, and answers nothing by itself.</summary>
internal sealed class Coordinator(ActorSystem system)
{
    private readonly ConcurrentQueue<(object Message, IActorRef Sender)> _heard = new();

    public IActorRef Start() => system.ActorOf(Props.Create(() => new Ear(_heard)));

    public ImmutableArray<T> All<T>() => [.. _heard.Select(h => h.Message).OfType<T>()];

    public async Task<T> Next<T>(Func<T, bool>? condition = null)
    {
        T? found = default;
        await Eventually.True(
            () =>
            {
                found = All<T>().FirstOrDefault(m => condition?.Invoke(m) ?? true);
                return found is not null;
            },
            $"a {typeof(T).Name} arrives; heard: {string.Join(" ", All<object>().TakeLast(5))}"
        );
        return found!;
    }

    public void Forget() => _heard.Clear();

    private sealed class Ear : UntypedActor
    {
        private readonly ConcurrentQueue<(object, IActorRef)> _heard;

        public Ear(ConcurrentQueue<(object, IActorRef)> heard) => _heard = heard;

        protected override void OnReceive(object message) => _heard.Enqueue((message, Sender));
    }
}
