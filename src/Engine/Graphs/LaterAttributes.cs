using System.Collections.Immutable;
using Slimfront.Engine.Operators;

namespace Slimfront.Engine.Graphs;

/// <summary>Finds attributes that operators had not at first and that are not usual.</summary>
internal sealed class LaterAttributes : IAttributes
{
    private bool _found;

    /// <summary>Whether a node has one.</summary>
    public static bool AreIn(Node node)
    {
        var form = new LaterAttributes();
        node.Operator.Exchange(form);
        return form._found;
    }

    public int Integer(string name, int value) => value;

    public int Integer(string name, int value, int usual) => value;

    public bool Flag(string name, bool value, bool usual) => value;

    public double Real(string name, double value, double usual) => value;

    public string Text(string name, string value) => value;

    public ImmutableArray<int> Integers(string name, ImmutableArray<int> values) => values;

    public int Later(string name, int value, int usual) => Note(value, usual);

    public bool Later(string name, bool value, bool usual) => Note(value, usual);

    private T Note<T>(T value, T usual)
        where T : struct
    {
        _found |= !value.Equals(usual);
        return value;
    }
}
