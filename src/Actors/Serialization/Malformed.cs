using System.Runtime.Serialization;

namespace Slimfront.Actors.Serialization;

/// <summary>Bytes that no program of ours wrote: damaged or hostile.</summary>
public sealed class MalformedException(string message, Exception? inner = null)
    : SerializationException(message, inner);

/// <summary>Bytes that a newer version of the program wrote. The message is one line.</summary>
public sealed class NewerFormatException(string message) : SerializationException(message);
