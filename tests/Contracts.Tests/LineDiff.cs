using System.Text;

namespace Ctas7.Contracts.Tests;

/// <summary>A line diff by longest common subsequence: <c>-</c> was, <c>+</c> is, two blanks stays.</summary>
public static class LineDiff
{
    public static string Of(string was, string now)
    {
        var (left, right) = (Lines(was), Lines(now));
        var common = new int[left.Length + 1, right.Length + 1];
        for (var i = left.Length - 1; i >= 0; i--)
        {
            for (var j = right.Length - 1; j >= 0; j--)
            {
                common[i, j] = left[i] == right[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
            }
        }

        var diff = new StringBuilder();
        for (var (i, j) = (0, 0); i < left.Length || j < right.Length;)
        {
            if (i < left.Length && j < right.Length && left[i] == right[j])
            {
                diff.Append("  ").AppendLine(left[i++]);
                j++;
            }
            else if (j < right.Length && (i == left.Length || common[i, j + 1] > common[i + 1, j]))
            {
                diff.Append("+ ").AppendLine(right[j++]);
            }
            else
            {
                diff.Append("- ").AppendLine(left[i++]);
            }
        }

        return diff.ToString();
    }

    private static string[] Lines(string text) => text.Length == 0 ? [] : text.TrimEnd('\n').Split('\n');
}
