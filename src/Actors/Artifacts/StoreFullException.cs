namespace Slimfront.Actors.Artifacts;

/// <summary>The disk of an artifact store is full. The message is one line.</summary>
public sealed class StoreFullException(string message, Exception? inner = null) : IOException(message, inner);

/// <summary>An artifact could be had from nowhere. The message is one line that names every source and its answer.</summary>
public sealed class ArtifactMissingException(string message) : Exception(message);
