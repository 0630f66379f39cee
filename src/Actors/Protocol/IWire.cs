namespace Slimfront.Actors.Protocol;

/// <summary>Everything that may cross the wire between nodes; nothing else is ever serialized or read.</summary>
public interface IWire;
