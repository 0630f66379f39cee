namespace Slimfront.Actors.Artifacts;

/// <summary>The disk of an artifact store is full. The message is one line.</summary>
public sealed class StoreFullException(string message, Exception? inner = null) : IOException(message, inner);
