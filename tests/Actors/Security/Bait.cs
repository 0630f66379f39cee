using System.Runtime.Serialization;
using Akka.Actor;

namespace Slimfront.Actors.Tests.Security;

/// <summary>Things that must never be made from what came over the wire; each counts how often it was.</summary>
internal static class Bait
{
    private static int Count;

    public static int Taken => Volatile.Read(ref Count);

    public static void Reset() => Volatile.Write(ref Count, 0);

    private static void Take() => Interlocked.Increment(ref Count);

    /// <summary>What a JSON serializer makes by the type name in the bytes.</summary>
    public sealed class Message
    {
        public string Text
        {
            get => "made";
            set => Take();
        }
    }

    /// <summary>What a serializer of exceptions makes by the type name in the bytes.</summary>
    public sealed class Failure : Exception
    {
        public Failure()
            : base("failed") { }

#pragma warning disable SYSLIB0051, CA1041 // This old constructor is what the attack calls.
        [Obsolete("For serializers.")]
        public Failure(SerializationInfo info, StreamingContext context)
            : base("made") => Take();
#pragma warning restore SYSLIB0051, CA1041
    }

    /// <summary>What remote deployment starts.</summary>
    public sealed class Agent : UntypedActor
    {
        public Agent() => Take();

        protected override void OnReceive(object message) { }
    }
}
