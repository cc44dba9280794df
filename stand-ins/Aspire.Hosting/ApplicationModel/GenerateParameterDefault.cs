using System.Security.Cryptography;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A random value from a cryptographic source.</summary>
public sealed class GenerateParameterDefault : ParameterDefault
{
    // Look-alikes (I l 1, O 0) are left out: people read these aloud.
    private const string LowerLetters = "abcdefghijkmnopqrstuvwxyz";
    private const string UpperLetters = "ABCDEFGHJKLMNPQRSTUVWXYZ";
    private const string Digits = "23456789";
    private const string Specials = "-_.{}~()*+!";

    /// <summary>The least number of characters; 22 when 0.</summary>
    public int MinLength { get; set; }

    /// <summary>Whether lower-case letters are used.</summary>
    public bool Lower { get; set; } = true;

    /// <summary>Whether upper-case letters are used.</summary>
    public bool Upper { get; set; } = true;

    /// <summary>Whether digits are used.</summary>
    public bool Numeric { get; set; } = true;

    /// <summary>Whether other characters are used.</summary>
    public bool Special { get; set; } = true;

    /// <summary>The least number of lower-case letters.</summary>
    public int MinLower { get; set; }

    /// <summary>The least number of upper-case letters.</summary>
    public int MinUpper { get; set; }

    /// <summary>The least number of digits.</summary>
    public int MinNumeric { get; set; }

    /// <summary>The least number of other characters.</summary>
    public int MinSpecial { get; set; }

    /// <inheritdoc/>
    /// <exception cref="DistributedApplicationException">No kind of character is allowed.</exception>
    public override string GetDefaultValue()
    {
        (bool Used, string Letters, int Least)[] kinds =
            [(Lower, LowerLetters, MinLower), (Upper, UpperLetters, MinUpper), (Numeric, Digits, MinNumeric), (Special, Specials, MinSpecial)];
        var alphabet = string.Concat(kinds.Where(kind => kind.Used).Select(kind => kind.Letters));
        if (alphabet.Length == 0)
        {
            throw new DistributedApplicationException("A generated parameter allows no kind of character: set Lower, Upper, Numeric or Special.");
        }

        var value = kinds.Where(kind => kind.Used).SelectMany(kind => RandomNumberGenerator.GetItems<char>(kind.Letters, kind.Least)).ToList();
        value.AddRange(RandomNumberGenerator.GetItems<char>(alphabet, Math.Max(0, (MinLength == 0 ? 22 : MinLength) - value.Count)));
        var letters = value.ToArray();
        RandomNumberGenerator.Shuffle(letters.AsSpan());
        return new string(letters);
    }
}
