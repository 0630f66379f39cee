namespace Slimfront.Engine.Codes;

/// <summary>The unit of room in which whole bits and fifths of a byte are whole: a fortieth of a byte.</summary>
internal static class Fortieth
{
    public const int OfByte = 40;
    public const int OfBit = 5;
    public const int OfSingle = OfByte * sizeof(float);
}
