using System.Collections.Immutable;
using Slimfront.Engine.Operators;

namespace Slimfront.Engine.Graphs;

/// <summary>
/// Writes the attributes of a packed graph: those that are not usual, one after the other, and a bit for each that has a
/// usual value, which says whether it is there.
/// </summary>
internal sealed class BinaryAttributesWriter : IAttributes
{
    private int _asked;

    /// <summary>The values.</summary>
    public ByteWriter Bytes { get; } = new();

    /// <summary>One bit per attribute with a usual value, the first in the lowest bit; 1 where the value is another.</summary>
    public int Unusual { get; private set; }

    public int Integer(string name, int value)
    {
        Bytes.Number(value);
        return value;
    }

    public int Integer(string name, int value, int usual) =>
        IsUnusual(value, usual) ? Integer(name, value) : value;

    // A flag has two values: that it is unusual says which.
    public bool Flag(string name, bool value, bool usual)
    {
        _ = IsUnusual(value, usual);
        return value;
    }

    public double Real(string name, double value, double usual)
    {
        if (IsUnusual(value, usual))
            Bytes.Real(value);
        return value;
    }

    public string Text(string name, string value)
    {
        Bytes.Text(value);
        return value;
    }

    public ImmutableArray<int> Integers(string name, ImmutableArray<int> values)
    {
        Bytes.Number(values.Length);
        foreach (var value in values)
            Bytes.Number(value);
        return values;
    }

    public int Later(string name, int value, int usual) => Integer(name, value, usual);

    public bool Later(string name, bool value, bool usual) => Flag(name, value, usual);

    private bool IsUnusual<T>(T value, T usual)
        where T : struct
    {
        var bit = 1 << _asked++;
        var isUnusual = !value.Equals(usual);
        if (isUnusual)
            Unusual |= bit;
        return isUnusual;
    }
}

/// <summary>Reads what <see cref="BinaryAttributesWriter"/> wrote.</summary>
/// <param name="bytes">Stands before the values.</param>
/// <param name="unusual">Which attributes have other values than usual.</param>
internal sealed class BinaryAttributesReader(ByteReader bytes, int unusual) : IAttributes
{
    private int _left = unusual;

    public int Integer(string name, int value) => bytes.Number();

    public int Integer(string name, int value, int usual) => IsUnusual() ? bytes.Number() : usual;

    public bool Flag(string name, bool value, bool usual) => IsUnusual() ? !usual : usual;

    public double Real(string name, double value, double usual) => IsUnusual() ? bytes.Real() : usual;

    public string Text(string name, string value) => bytes.Text();

    public ImmutableArray<int> Integers(string name, ImmutableArray<int> values)
    {
        var count = bytes.Count();
        var read = ImmutableArray.CreateBuilder<int>(count);
        for (var i = 0; i < count; i++)
            read.Add(bytes.Number());
        return read.MoveToImmutable();
    }

    public int Later(string name, int value, int usual) => Integer(name, value, usual);

    public bool Later(string name, bool value, bool usual) => Flag(name, value, usual);

    private bool IsUnusual()
    {
        var isUnusual = (_left & 1) == 1;
        _left >>= 1;
        return isUnusual;
    }
}
