using Slimfront.Search;

namespace Slimfront.Engine.Operators;

/// <summary>A graph cannot be: the message is one line that names the node, its operator and what does not fit.</summary>
public sealed class GraphException(string message) : Exception(SingleLine.Of(message));
